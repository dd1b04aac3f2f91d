#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/duck.h"

namespace likely {

// How the cells of a flat table's column read.
enum class FlatCells : uint8_t {
  kText,    // DuckType::kText, as it stands
  kJson,    // DuckType::kText holding JSON: decimals, huge integers, nested values
  kNumber,  // one of the integer, float and double types
  kBool,
  kTimestamp,  // DuckType::kTimestamp
  kDate,       // DuckType::kTimestamp at midnight
};

// A Parquet file being read row by row in its order, every column as one of the kinds above.
// Must not outlive its connection, which does nothing else meanwhile. One thread.
class ParquetTable {
 public:
  // Errors: kUnusable when it is no Parquet file, or a damaged one.
  static Result<ParquetTable> open(DuckConnection& connection, const std::string& path);

  const std::vector<std::string>& columns() const { return columns_; }
  const std::vector<FlatCells>& kinds() const { return kinds_; }
  const std::vector<DuckType>& types() const { return types_; }
  uint64_t row_count() const { return row_count_; }
  // The next rows; false at the end.
  Result<bool> next(DuckChunk& chunk);

 private:
  ParquetTable(std::string path, DuckResult result)
      : path_(std::move(path)), result_(std::move(result)) {}
  std::string path_;
  DuckResult result_;
  std::vector<std::string> columns_;
  std::vector<FlatCells> kinds_;
  std::vector<DuckType> types_;
  uint64_t row_count_ = 0;
};

}  // namespace likely
