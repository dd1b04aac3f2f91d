-- People who sign in. role: viewer, marketer, admin. password: argon2id, empty while invited.
-- status: invited, active, disabled. invite_hash: of the one-time invitation, null when used.
CREATE TABLE IF NOT EXISTS accounts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  status TEXT NOT NULL,
  password TEXT NOT NULL,
  invite_hash TEXT UNIQUE,
  invite_until_us INTEGER,
  created_us INTEGER NOT NULL
);
