#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "domain/interactions.h"
#include "store/duck.h"
#include "store/packed_rows.h"

namespace likely {

// Keeps rows in memory by the profile number that they are of, so that asking for somebody is no
// pass over the table, and asking again reads only what was appended since. Rows keep their rowids
// until, after rows were deleted, a checkpoint numbers them anew: then the last row that was taken
// is another one, and all is read again.
//
// Of everyone it keeps up to kMostRows rows (some 25 bytes each); of a larger table, or when it is
// made for a few, only the rows of those who were asked for, and forgets them when they are too
// many. One thread.
class RowCache {
 public:
  enum class Keeps { kEveryone, kAsked };
  explicit RowCache(Keeps keeps = Keeps::kAsked) : keeps_(keeps) {}

  // What rows are read from. Of another generation all is forgotten.
  struct Table {
    std::string name;
    std::string columns;      // as in SQL; the first is the profile number
    uint64_t generation = 0;  // Space::generation()
  };
  // All rows of these numbers as chunks of the table's columns; the order is that of the table for
  // each number. The connection is in a transaction: one moment for all that is read.
  Result<std::vector<DuckChunk>> rows_of(DuckConnection& connection, const Table& table,
                                         std::span<const ProfileNumber> numbers);
  // Forgets the tables that were not asked since the last call.
  void drop_unused();

  static constexpr size_t kMostRows = 50'000'000;
  static constexpr size_t kMostAskedRows = 1'000'000;

 private:
  // The rows of one table and choice of columns.
  class Kept {
   public:
    Kept(const Table& table, Keeps keeps);
    Result<std::vector<DuckChunk>> rows_of(DuckConnection& connection,
                                           std::span<const ProfileNumber> numbers);
    bool is_used = true;

   private:
    static constexpr uint32_t kNoRow = 0xffffffff, kNotAsked = 0xfffffffe;
    void forget(Keeps keeps);
    // Takes what was appended; false: the rows were numbered anew.
    Result<bool> take_new(DuckConnection& connection);
    uint32_t& last_of(ProfileNumber number);
    Result<void> begin(DuckConnection& connection);
    Result<void> take_missing(DuckConnection& connection, std::span<const ProfileNumber> numbers);
    // checks: the first of them is the last that was taken, else it gives false.
    Result<bool> take(DuckConnection& connection, const std::string& where, bool checks);
    std::vector<DuckChunk> chunks_of(std::span<const ProfileNumber> numbers);

    std::string name_, columns_;
    Keeps keeps_;
    int64_t next_row_ = -1;            // rows before are taken; -1: nothing was asked yet
    std::optional<int64_t> last_row_;  // a hash of the one before next_row_, when there is one
    std::optional<PackedRows> rows_;
    std::vector<uint32_t> last_;    // per number: its last row, kNoRow or kNotAsked
    std::vector<uint32_t> before_;  // per row: the one before it of the same number, or kNoRow
  };

  const Keeps keeps_;
  uint64_t generation_ = 0;
  std::map<std::pair<std::string, std::string>, Kept> kept_;  // by name and columns
};

}  // namespace likely
