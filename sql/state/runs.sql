-- Executions of jobs. status: queued, running, completed, failed, cancelled, interrupted (the
-- process ended while it ran). arguments, result: JSON. percent, words: how far it came.
CREATE TABLE IF NOT EXISTS runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  arguments TEXT NOT NULL,
  actor TEXT NOT NULL,
  status TEXT NOT NULL,
  percent INTEGER NOT NULL,
  words TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  started_us INTEGER,
  ended_us INTEGER,
  result TEXT NOT NULL,
  error TEXT NOT NULL
);

CREATE INDEX IF NOT EXISTS runs_by_status ON runs (status, id);
