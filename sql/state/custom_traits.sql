-- Traits that came with identify calls, the latest of each key. profile: the number of the call;
-- readers apply merges. value_json 'null': taken away. source: where it came from, for people.
CREATE TABLE IF NOT EXISTS custom_traits (
  profile INTEGER NOT NULL,
  key TEXT NOT NULL,
  value_json TEXT NOT NULL,
  at_us INTEGER NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (profile, key)
) WITHOUT ROWID;
