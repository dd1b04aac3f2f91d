-- Ids of events that went because of their age, so that a call sent again is still known. until_us:
-- from then on it may be forgotten.
CREATE TABLE IF NOT EXISTS past_ids (
  id_hi UBIGINT NOT NULL,
  id_lo UBIGINT NOT NULL,
  until_us BIGINT NOT NULL
);
