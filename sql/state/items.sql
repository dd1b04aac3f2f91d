-- The item feed: attributes of products by their primary key, also of products nobody has touched.
-- attributes: a JSON object; numbers are JSON numbers, all other cells are strings.
CREATE TABLE IF NOT EXISTS items (
  key TEXT PRIMARY KEY,
  attributes TEXT NOT NULL
) WITHOUT ROWID;
