-- The one-time token by which the first account is made; at most one row, gone once it was used.
CREATE TABLE IF NOT EXISTS setup_tokens (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  hash TEXT NOT NULL,
  created_us INTEGER NOT NULL
);
