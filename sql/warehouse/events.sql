-- Every event as it came, with the profile it was given at intake. No index: events are
-- deduplicated by id outside, in memory. kind: 0 track, 1 identify, 2 page, 3 screen, 4 group,
-- 5 alias. at_us: microseconds since 1970. body: {"properties":{…},"context":{…},"traits":{…}}.
CREATE TABLE IF NOT EXISTS events (
  id_hi UBIGINT NOT NULL,
  id_lo UBIGINT NOT NULL,
  at_us BIGINT NOT NULL,
  kind UTINYINT NOT NULL,
  name VARCHAR NOT NULL,
  profile UINTEGER NOT NULL,
  body VARCHAR NOT NULL USING COMPRESSION zstd
);
