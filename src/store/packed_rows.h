#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "store/duck.h"

namespace likely {

// Rows of numbers in little memory, in the order in which they were appended. Whenever kBlock of
// them are there, each of their columns is cut to the bytes that tell its cells apart within the
// block: a column of one value costs nothing, times of one day cost five bytes. One thread.
class PackedRows {
 public:
  static constexpr size_t kBlock = 1 << 15;

  // REQUIRES: no type is a text.
  explicit PackedRows(std::vector<DuckType> types);

  size_t size() const { return packed_.size() * kBlock + open_rows_; }
  const std::vector<DuckType>& types() const { return types_; }
  // Appends these rows of a chunk whose first columns have these types.
  void append(const DuckChunk& chunk, std::span<const uint32_t> rows);
  // Sets row `to` of a chunk of these types.
  void put(size_t row, DuckChunk& chunk, size_t to) const;

 private:
  // A column of an open block: whole cells, each its bytes, the rest 0.
  struct Column {
    std::vector<uint64_t> cells;
    std::vector<bool> is_null;  // of the rows up to the last null
  };
  struct PackedColumn {
    uint64_t least = 0;           // what is kept is what a cell has more than that
    uint64_t mask = 0;            // of its bytes
    uint32_t offset = 0;          // in a row
    std::vector<uint64_t> words;  // if not empty: what is kept is an index into them
    std::vector<bool> is_null;    // empty: no cell is
  };
  struct Block {
    std::vector<PackedColumn> columns;
    size_t stride = 0;
    std::unique_ptr<std::byte[]> cells;
  };
  void pack();
  static PackedColumn plan(Column& column, bool is_real, uint32_t& stride);

  std::vector<DuckType> types_;
  std::vector<Block> packed_;
  std::vector<Column> open_;
  size_t open_rows_ = 0;
};

}  // namespace likely
