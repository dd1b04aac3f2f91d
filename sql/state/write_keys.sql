-- The secrets by which a source may write. hash: BLAKE2b-256 of the key, which is kept nowhere;
-- hint: its first characters, to know it by. revoked_us: null while it works.
CREATE TABLE IF NOT EXISTS write_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source INTEGER NOT NULL REFERENCES sources (id),
  hash TEXT NOT NULL UNIQUE,
  hint TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  last_use_us INTEGER,
  revoked_us INTEGER
);
