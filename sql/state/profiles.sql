-- One person each. number: dense, never reused, what events carry. A profile that was merged away
-- keeps its row; sql/state/merges.sql says into which one.
CREATE TABLE IF NOT EXISTS profiles (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  public_id TEXT NOT NULL UNIQUE
);
