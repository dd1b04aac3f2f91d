-- Profiles that were found to be the same person. into_profile is a survivor: no chains.
-- Events keep the number they came with; whoever reads them applies this table. Ids, memberships and
-- lists are the survivor's from the same transaction on.
CREATE TABLE IF NOT EXISTS merges (
  number INTEGER PRIMARY KEY,
  into_profile INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS merges_by_survivor ON merges (into_profile);
