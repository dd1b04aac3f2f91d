-- Recommended items traits that a page may read of its own visitor, with nothing but a write key.
CREATE TABLE IF NOT EXISTS public_traits (
  trait INTEGER PRIMARY KEY REFERENCES traits (id)
);
