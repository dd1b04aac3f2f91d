-- Answers to requests that came with an Idempotency-Key, for 24 hours. name: hash of whose key it is
-- and the key; request: hash of what was asked for. answer: sealed under what only the caller has.
CREATE TABLE IF NOT EXISTS kept_answers (
  name TEXT PRIMARY KEY,
  request TEXT NOT NULL,
  answer BLOB NOT NULL,
  created_us INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS kept_answers_by_time ON kept_answers (created_us);
