-- Trained models: one file each under models/. goals: a JSON array of event names, sorted. The
-- newest of a (goals, horizon_days) serves; the newest of all is the default.
CREATE TABLE IF NOT EXISTS models (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  goals TEXT NOT NULL,
  horizon_days INTEGER NOT NULL,
  as_of_us INTEGER NOT NULL,
  created_us INTEGER NOT NULL,
  mapping INTEGER NOT NULL,
  checksum TEXT NOT NULL,
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL
);
