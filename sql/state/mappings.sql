-- Every mapping that was ever whole; the highest version serves. toml: the mapping as text.
CREATE TABLE IF NOT EXISTS mappings (
  version INTEGER PRIMARY KEY,
  toml TEXT NOT NULL,
  created_at_us INTEGER NOT NULL
);
