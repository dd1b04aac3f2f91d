-- Where an external id came from: the time of the event that brought it, and its source, or the file
-- that was imported; seq as in external_ids. No row: it came before this was kept.
CREATE TABLE IF NOT EXISTS id_origins (
  seq INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  source TEXT NOT NULL
);
