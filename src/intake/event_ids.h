#pragma once

#include <cstdint>

#include "base/hash_index.h"
#include "base/result.h"
#include "store/duck.h"

namespace likely {

// Which events (or discards) are known, exactly and for ever: all ids of a table, in memory (about
// 40 bytes each). Also gives rows without an id of their own theirs: content and ordinal among
// equal rows of one file. One thread at a time.
class EventIds {
 public:
  // Reads the ids of "events" or "discards".
  static Result<EventIds> load(DuckConnection& connection, const std::string& table);

  // From here on, equal rows are counted anew.
  void begin_file() { ++file_; }

  void prefetch(Hash128 id) const { seen_.prefetch(id); }
  // Whether the id is new; it is known afterwards.
  bool add(Hash128 id) { return seen_.insert(id).inserted; }
  // The same for a row whose id is that of its content: `id` becomes the final one.
  bool add_row(Hash128& id);

 private:
  struct Seen {
    uint32_t file = 0;   // the last file that had the row
    uint32_t count = 0;  // how often, in that file
  };
  explicit EventIds(size_t expected) : seen_(expected) {}

  HashIndex<Seen> seen_;
  uint32_t file_ = 0;
};

}  // namespace likely
