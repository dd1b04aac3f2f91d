-- What a profile is called outside, byte for byte. profile: the survivor, never a merged one.
-- seq: grows with every id attached; of several ids of one type the latest is the highest.
CREATE TABLE IF NOT EXISTS external_ids (
  type TEXT NOT NULL,
  value TEXT NOT NULL,
  profile INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (type, value)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS external_ids_by_profile ON external_ids (profile);
