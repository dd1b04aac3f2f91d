-- Every mapping that was ever whole; the highest version serves. toml: the mapping as text.
-- summary: what became of the events when it was set, a JSON object.
CREATE TABLE IF NOT EXISTS mappings (
  version INTEGER PRIMARY KEY,
  toml TEXT NOT NULL,
  created_at_us INTEGER NOT NULL,
  summary TEXT NOT NULL
);
