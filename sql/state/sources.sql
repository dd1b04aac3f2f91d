-- Where events come from. status: live, deleted (its keys are revoked, its name is free again).
CREATE TABLE IF NOT EXISTS sources (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  created_us INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS sources_by_name ON sources (name) WHERE status = 'live';
