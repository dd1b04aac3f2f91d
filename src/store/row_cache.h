#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "domain/interactions.h"
#include "store/duck.h"

namespace likely {

// Keeps the rows of profile numbers that were asked for in memory, so that asking again reads only
// what was appended to the table since: a table is only appended to while somebody else may be in
// the folder, so a row's rowid stays and rises. At most about kMostRows rows; beyond, all is
// forgotten and begins anew. One thread.
class RowCache {
 public:
  // What rows are read from; when anything of it is another, all is forgotten.
  struct Table {
    std::string name;
    std::string columns;      // as in SQL; the first is the profile number
    uint64_t generation = 0;  // Space::generation()
    bool operator==(const Table&) const = default;
  };
  // All rows of these numbers as chunks of the table's columns; the order is that of the table for
  // each number. The connection is in a transaction: one moment for all that is read.
  Result<std::vector<DuckChunk>> rows_of(DuckConnection& connection, const Table& table,
                                         std::span<const ProfileNumber> numbers);

  static constexpr size_t kMostRows = 1'000'000;

 private:
  struct Column {
    DuckType type = DuckType::kOther;
    std::vector<uint64_t> cells;  // each its bytes, the rest 0
    std::vector<bool> is_null;
  };
  void forget(const Table& table);
  Result<void> take_appended(DuckConnection& connection);
  Result<void> take_missing(DuckConnection& connection, std::span<const ProfileNumber> numbers);
  Result<void> take(DuckConnection& connection, const std::string& where);
  void keep(const DuckChunk& chunk, size_t row, std::vector<uint32_t>& rows);
  std::vector<DuckChunk> chunks_of(std::span<const ProfileNumber> numbers) const;

  Table table_;
  int64_t next_row_ = -1;  // rows before are taken; -1: nothing was asked yet
  size_t size_ = 0;
  std::vector<Column> columns_;
  std::unordered_map<ProfileNumber, std::vector<uint32_t>> rows_;  // of those that were asked for
};

}  // namespace likely
