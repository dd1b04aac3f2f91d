-- When a discard was first seen by who looks for old ones; discards carry no time of their own.
CREATE TABLE IF NOT EXISTS discards_seen (
  id_hi UBIGINT NOT NULL,
  id_lo UBIGINT NOT NULL,
  seen_us BIGINT NOT NULL
);
