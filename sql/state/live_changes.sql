-- When live scoring last changed what a person shows: whether they are in an audience, or the
-- values of their list. kind and id as in refresh_rules. No row: not since the last full
-- computation, which takes the rows away.
CREATE TABLE IF NOT EXISTS live_changes (
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  profile INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  PRIMARY KEY (kind, id, profile)
) WITHOUT ROWID;
