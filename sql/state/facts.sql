-- Single facts about the folder. live_since: time of its first live event, from which on the clock
-- is now; codes_version: grows with every change of the item feed and with every erasure;
-- erasures: how many people were erased.
CREATE TABLE IF NOT EXISTS facts (
  key TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;
