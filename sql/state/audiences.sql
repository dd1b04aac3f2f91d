-- Audiences: a target, a size rule, and what came of it. key: snake_case of the name, never used
-- again, by a trait either:
-- a deleted audience keeps its row with status 'deleted' and no members. top_ppm, size_asked,
-- min_probability: the rule. status: computing, live, failed, deleted.
CREATE TABLE IF NOT EXISTS audiences (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  column_name TEXT NOT NULL,
  value TEXT NOT NULL,
  top_ppm INTEGER NOT NULL,
  size_rule INTEGER,
  min_probability REAL,
  known_only INTEGER NOT NULL,
  goals TEXT NOT NULL,
  horizon_days INTEGER NOT NULL,
  model TEXT NOT NULL,
  as_of_us INTEGER NOT NULL,
  created_us INTEGER NOT NULL,
  refreshed_us INTEGER NOT NULL,
  eligible INTEGER NOT NULL,
  asked INTEGER NOT NULL,
  size INTEGER NOT NULL,
  expected REAL NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  least_likely REAL NOT NULL,
  evidence TEXT NOT NULL,
  assumed TEXT NOT NULL
);
