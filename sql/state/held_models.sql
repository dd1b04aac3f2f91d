-- Models that are kept but do not serve, and why: a retraining that was clearly worse than the
-- model before it, or newer ones than a model that somebody chose.
CREATE TABLE IF NOT EXISTS held_models (
  name TEXT PRIMARY KEY,
  note TEXT NOT NULL
) WITHOUT ROWID;
