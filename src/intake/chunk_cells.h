#pragma once

#include <span>
#include <string>
#include <vector>

#include "events/flat_reader.h"
#include "store/flat_table.h"

namespace likely {

// Turns the rows of chunks into cells. Owned by one thread; cells are valid until the next row.
class ChunkCells {
 public:
  ChunkCells(const std::vector<FlatCells>& kinds, const std::vector<DuckType>& types);
  std::span<const Cell> row(const DuckChunk& chunk, size_t row);

 private:
  struct Column {
    FlatCells kind;
    DuckType type;
    std::string text;  // of numbers and times
    TimeUs last = 0;   // the time that `text` shows
  };
  void fill(const DuckChunk& chunk, size_t column, size_t row);

  std::vector<Column> columns_;
  std::vector<Cell> cells_;
};

}  // namespace likely
