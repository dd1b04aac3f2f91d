-- The log of a run, line by line.
CREATE TABLE IF NOT EXISTS run_lines (
  run INTEGER NOT NULL REFERENCES runs (id),
  line INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (run, line)
) WITHOUT ROWID;
