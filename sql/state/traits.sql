-- Recommended items traits: how the lists are made. Keys as of audiences. exclude: a JSON array of
-- past exclusions as typed; exclude_where: the same of column conditions.
CREATE TABLE IF NOT EXISTS traits (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  column_name TEXT NOT NULL,
  count INTEGER NOT NULL,
  exclude TEXT NOT NULL,
  exclude_where TEXT NOT NULL,
  known_only INTEGER NOT NULL,
  goals TEXT NOT NULL,
  horizon_days INTEGER NOT NULL,
  model TEXT NOT NULL,
  as_of_us INTEGER NOT NULL,
  created_us INTEGER NOT NULL,
  refreshed_us INTEGER NOT NULL,
  profiles INTEGER NOT NULL
);
