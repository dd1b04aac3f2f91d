-- Single facts about the folder. live_since: time of its first live event, from which on the clock
-- is now; codes_version: grows with every change of the item feed and with every erasure;
-- erasures: how many people were erased; scored_events: how many of the stored events live scores
-- know (store/scored_events.h); merges_settled: every merge has moved memberships and lists.
CREATE TABLE IF NOT EXISTS facts (
  key TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;
