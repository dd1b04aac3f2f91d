-- Rows and calls that were refused, and why. id: from the content and its ordinal among equal rows
-- of its file, so that the same file twice lists a row once. received_us: when the call, or the
-- file, came; NULL for those of a version that did not keep it.
CREATE TABLE IF NOT EXISTS discards (
  id_hi UBIGINT NOT NULL,
  id_lo UBIGINT NOT NULL,
  source VARCHAR NOT NULL,
  line UBIGINT NOT NULL,
  reason VARCHAR NOT NULL,
  detail VARCHAR NOT NULL,
  excerpt VARCHAR NOT NULL,
  received_us BIGINT
);
ALTER TABLE discards ADD COLUMN IF NOT EXISTS received_us BIGINT;
DROP TABLE IF EXISTS discards_seen;
