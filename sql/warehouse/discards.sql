-- Rows and calls that were refused, and why. id: from the content and its ordinal among equal rows
-- of its file, so that the same file twice lists a row once.
CREATE TABLE IF NOT EXISTS discards (
  id_hi UBIGINT NOT NULL,
  id_lo UBIGINT NOT NULL,
  source VARCHAR NOT NULL,
  line UBIGINT NOT NULL,
  reason VARCHAR NOT NULL,
  detail VARCHAR NOT NULL,
  excerpt VARCHAR NOT NULL
);
