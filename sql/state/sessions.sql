-- Who is signed in. hash: of the cookie's secret.
CREATE TABLE IF NOT EXISTS sessions (
  hash TEXT PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts (id),
  created_us INTEGER NOT NULL,
  expires_us INTEGER NOT NULL
) WITHOUT ROWID;
