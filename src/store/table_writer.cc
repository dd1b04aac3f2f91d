#include "store/table_writer.h"

#include "base/check.h"
#include "base/format.h"
#include "base/json_view.h"
#include "store/atomic_file.h"
#include "store/parquet_writer.h"
#include "store/user_umask.h"

namespace likely {
namespace {

constexpr size_t kBufferBytes = 1 << 18;

size_t rows_of(const TableBatch& batch) {
  CHECK(!batch.empty());
  return std::visit(
      [](const auto& cells) {
        if constexpr (std::is_same_v<std::decay_t<decltype(cells)>, TextCells>) {
          return cells.codes.size();
        } else {
          return cells.size();
        }
      },
      batch.front());
}

void append_csv_text(std::string& out, std::string_view text, bool escape) {
  const bool formula =
      escape && !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != text.npos;
  const bool quote = text.find_first_of(",\"\r\n") != std::string_view::npos;
  if (quote) out.push_back('"');
  if (formula) out.push_back('\'');
  for (const char c : text) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  if (quote) out.push_back('"');
}

// A text format, buffered: one line a row.
class LineWriter : public TableWriter {
 public:
  LineWriter(AtomicFile file, std::vector<TableColumn> columns)
      : file_(std::move(file)), columns_(std::move(columns)) {}

  Result<void> write(TableBatch batch) override {
    CHECK(batch.size() == columns_.size());
    const size_t rows = rows_of(batch);
    for (size_t row = 0; row < rows; ++row) {
      append_row(batch, row);
      if (buffer_.size() >= kBufferBytes) TRY(flush());
    }
    return {};
  }

  Result<void> finish() override {
    TRY(flush());
    return commit_for_user(file_);
  }

 protected:
  virtual void append_row(const TableBatch& batch, size_t row) = 0;

  static std::string_view text_at(const Cells& cells, size_t row) {
    const auto& text = std::get<TextCells>(cells);
    return (*text.words)[text.codes[row]];
  }
  void append_number(const Cells& cells, size_t row) {
    const auto out = std::back_inserter(buffer_);
    if (const auto* integers = std::get_if<std::vector<int64_t>>(&cells)) {
      fmt::format_to(out, "{}", (*integers)[row]);
    } else {
      fmt::format_to(out, "{}", std::get<std::vector<float>>(cells)[row]);
    }
  }

  AtomicFile file_;
  const std::vector<TableColumn> columns_;
  std::string buffer_;

 private:
  Result<void> flush() {
    TRY(file_.write(buffer_));
    buffer_.clear();
    return {};
  }
};

class CsvWriter : public LineWriter {
 public:
  CsvWriter(AtomicFile file, std::vector<TableColumn> columns)
      : LineWriter(std::move(file), std::move(columns)) {
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) buffer_.push_back(',');
      append_csv_text(buffer_, columns_[i].name, true);
    }
    buffer_ += "\r\n";
  }

 protected:
  void append_row(const TableBatch& batch, size_t row) override {
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) buffer_.push_back(',');
      if (std::holds_alternative<TextCells>(batch[i])) {
        append_csv_text(buffer_, text_at(batch[i], row), columns_[i].type == CellType::kText);
      } else {
        append_number(batch[i], row);
      }
    }
    buffer_ += "\r\n";
  }
};

class NdjsonWriter : public LineWriter {
 public:
  using LineWriter::LineWriter;

 protected:
  void append_row(const TableBatch& batch, size_t row) override {
    for (size_t i = 0; i < columns_.size(); ++i) {
      buffer_.push_back(i == 0 ? '{' : ',');
      append_json_string(buffer_, columns_[i].name);
      buffer_.push_back(':');
      if (!std::holds_alternative<TextCells>(batch[i])) {
        append_number(batch[i], row);
      } else if (columns_[i].type == CellType::kJson) {
        buffer_ += text_at(batch[i], row);
      } else {
        append_json_string(buffer_, text_at(batch[i], row));
      }
    }
    buffer_ += "}\n";
  }
};

}  // namespace

Result<void> check_table_path(const std::string& path) {
  for (const char* extension : {".csv", ".ndjson", ".parquet"}) {
    if (path.ends_with(extension)) return {};
  }
  return fail_field(ErrorCode::kUsage, "out",
                    format("{}: the format follows the extension; end the name in .csv, .ndjson "
                           "or .parquet",
                           path));
}

Result<std::unique_ptr<TableWriter>> TableWriter::create(const std::string& path,
                                                         std::vector<TableColumn> columns) {
  TRY(check_table_path(path));
  ASSIGN(AtomicFile file, AtomicFile::create(path));
  if (path.ends_with(".csv")) return std::make_unique<CsvWriter>(std::move(file), columns);
  if (path.ends_with(".ndjson")) return std::make_unique<NdjsonWriter>(std::move(file), columns);
  return ParquetWriter::create(std::move(file), std::move(columns));
}

}  // namespace likely
