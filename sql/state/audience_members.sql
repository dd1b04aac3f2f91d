-- Who is in an audience, best first. rank starts at 1; percentile: 100 are the likeliest.
CREATE TABLE IF NOT EXISTS audience_members (
  audience INTEGER NOT NULL REFERENCES audiences (id),
  rank INTEGER NOT NULL,
  profile INTEGER NOT NULL,
  probability REAL NOT NULL,
  percentile INTEGER NOT NULL,
  PRIMARY KEY (audience, rank)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS audience_members_by_profile ON audience_members (profile);
