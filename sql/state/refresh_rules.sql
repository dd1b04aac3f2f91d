-- How audiences and traits stay true. kind: 'audience' or 'trait', id: there. mode: snapshot,
-- scheduled, live; schedule: as typed; next_us: when it is computed again. line: probability of the
-- least likely member at the last full computation, null: nobody; curve: the least probability of
-- each percentile then, from the 100th down, 32-bit floats, little-endian. No row: a snapshot.
CREATE TABLE IF NOT EXISTS refresh_rules (
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  mode TEXT NOT NULL,
  schedule TEXT NOT NULL,
  line REAL,
  curve BLOB NOT NULL,
  next_us INTEGER,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
