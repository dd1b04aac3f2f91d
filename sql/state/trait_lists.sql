-- One profile's list of a trait, best first: 8 bytes an entry, little-endian: the value's code in
-- trait_values, then its probability as a 32-bit float.
CREATE TABLE IF NOT EXISTS trait_lists (
  trait INTEGER NOT NULL REFERENCES traits (id),
  profile INTEGER NOT NULL,
  list BLOB NOT NULL,
  PRIMARY KEY (trait, profile)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS trait_lists_by_profile ON trait_lists (profile);
