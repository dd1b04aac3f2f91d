-- Who changed what, append-only. hash: BLAKE2b-256 of the row before it and of this row's own
-- fields, so that a changed or missing row shows (`likely verify`). detail: JSON, no secrets.
CREATE TABLE IF NOT EXISTS audit_log (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at_us INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL
);
