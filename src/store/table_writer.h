#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"

namespace likely {

// How the cells of a column are written. kJson is text that is a JSON document: a cell of text in
// .csv and .parquet, the document itself in .ndjson.
enum class CellType { kText, kJson, kInteger, kReal };

struct TableColumn {
  std::string name;
  CellType type = CellType::kText;
};

// Text cells by number, so that a word that many rows share is held once.
struct TextCells {
  std::shared_ptr<const std::vector<std::string>> words;
  std::vector<uint32_t> codes;  // per row: index into words
};

// Some rows in columns: TextCells for kText and kJson, integers, reals; all of the same length.
using Cells = std::variant<TextCells, std::vector<int64_t>, std::vector<float>>;
using TableBatch = std::vector<Cells>;

// Writes rows into a file whose format follows its extension: .csv (RFC 4180; text cells that
// begin like a formula, = + - @ tab or carriage return, get a ' in front), .ndjson or .parquet
// (zstd). Written aside and renamed by finish(), so the place holds the old file or the whole new
// one. Memory does not grow with the rows. One thread at a time.
class TableWriter {
 public:
  // kUsage for an unknown extension.
  static Result<std::unique_ptr<TableWriter>> create(const std::string& path,
                                                     std::vector<TableColumn> columns);
  virtual ~TableWriter() = default;
  virtual Result<void> write(TableBatch batch) = 0;
  virtual Result<void> finish() = 0;
};

// Whether create() would take the extension; for refusing early. kUsage if not.
Result<void> check_table_path(const std::string& path);

}  // namespace likely
