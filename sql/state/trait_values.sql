-- The values that the lists of a trait are made of, by number.
CREATE TABLE IF NOT EXISTS trait_values (
  trait INTEGER NOT NULL REFERENCES traits (id),
  code INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (trait, code)
) WITHOUT ROWID;
