#include "intake/items.h"

#include <algorithm>
#include <functional>
#include <span>
#include <utility>

#include "base/format.h"
#include "base/json_view.h"
#include "base/utf8.h"
#include "events/csv.h"
#include "intake/chunk_cells.h"
#include "intake/text_blocks.h"
#include "store/flat_table.h"
#include "store/input_stream.h"
#include "store/item_store.h"

namespace likely {

namespace {

constexpr size_t kRefusalsShown = 10;
constexpr size_t kMaxRowBytes = kMaxBatchBytes;

// One import under way; rows arrive as the members of a JSON object.
class ItemImport {
 public:
  ItemImport(Space& space, const ItemOptions& options, Progress& progress)
      : space_(space), options_(options), progress_(progress) {}

  Result<void> file(const std::string& path) {
    path_ = path;
    shown_ = !options_.shown_as.empty() ? options_.shown_as : path_for_people(path);
    ++summary_.files;
    ASSIGN(InputStream stream, InputStream::open(path));
    ASSIGN(const std::string* head, stream.peek());
    if (head->empty()) return unusable("the file is empty");
    ASSIGN(const FileFormat file_format,
           detect_format({.path = path, .format = options_.format}, stream));
    const bool parquet = file_format == FileFormat::kParquet;
    progress_.step("importing " + shown_, parquet ? 0 : stream.size(), parquet ? "rows" : "bytes");
    switch (file_format) {
      case FileFormat::kNdjson:
        return ndjson(std::move(stream));
      case FileFormat::kCsv:
        return csv(std::move(stream));
      case FileFormat::kParquet:
        return this->parquet();
    }
    return {};
  }

  ItemSummary take() { return std::move(summary_); }

 private:
  std::unexpected<Error> unusable(const std::string& what) const {
    return fail(ErrorCode::kUnusable, shown_ + ": " + what);
  }

  void refuse_row(uint64_t line, std::string_view why) {
    if (++summary_.refused <= kRefusalsShown) {
      summary_.refusals.push_back(format("{}, line {}: {}", shown_, line, why));
    }
  }

  Result<void> put(std::string_view key, uint64_t line, std::string_view attributes) {
    if (key.empty()) {
      refuse_row(line, "the key is empty");
      return {};
    }
    ASSIGN(const ItemChange change, put_item(space_.state(), key, attributes));
    ++(change == ItemChange::kAdded     ? summary_.added
       : change == ItemChange::kChanged ? summary_.changed
                                        : summary_.unchanged);
    return {};
  }

  Result<size_t> key_column(const std::vector<std::string>& columns) const {
    const auto found = std::find(columns.begin(), columns.end(), options_.key);
    if (found != columns.end()) return static_cast<size_t>(found - columns.begin());
    std::string names;
    for (const auto& column : columns) names += (names.empty() ? "" : ", ") + column;
    return fail_field(ErrorCode::kUnknown, "key",
                      format("{}: there is no such column in {}; the columns are: {}", options_.key,
                             shown_, utf8_prefix(names, 2000)));
  }

  Result<void> put_cells(const std::vector<std::string>& columns, std::span<const Cell> cells,
                         size_t key, uint64_t line) {
    std::string json = "{";
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i == key || cells[i].kind == Cell::Kind::kNull) continue;
      if (json.size() > 1) json += ',';
      append_json_string(json, columns[i]);
      json += ':';
      if (cells[i].kind == Cell::Kind::kRaw) {
        json += cells[i].text;
      } else {
        append_json_string(json, cells[i].text);
      }
    }
    return put(cells[key].text, line, json + '}');
  }

  // Runs `row` over all rows of a text file.
  Result<void> each_row(TextBlocks& blocks,
                        const std::function<Result<void>(std::string_view, uint64_t)>& row) {
    while (true) {
      ASSIGN(const auto block, blocks.next());
      if (!block) return {};
      for (size_t i = 0; i < block->rows.size(); ++i) {
        if (!is_valid_utf8(block->row(i))) {
          refuse_row(block->rows[i].line, "not text in UTF-8");
          continue;
        }
        TRY(row(block->row(i), block->rows[i].line));
      }
      for (const Discard& discard : block->discards) refuse_row(discard.line, discard.detail);
      progress_.at(blocks.stream().position());
      if (progress_.cancelled()) return fail(ErrorCode::kCancelled, "stopped; nothing was changed");
    }
  }

  Result<void> ndjson(InputStream stream) {
    TextBlocks blocks(std::move(stream), RowSplitter::kNoDelimiter, kMaxRowBytes);
    JsonParser parser;
    return each_row(blocks, [&](std::string_view text, uint64_t line) -> Result<void> {
      if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return {};
      const auto parsed = parser.parse(text);
      if (!parsed || !parsed->is_object()) {
        refuse_row(line, parsed ? "not a JSON object" : parsed.error().message);
        return {};
      }
      return put_json(*parsed, line);
    });
  }

  Result<void> put_json(const JsonView& row, uint64_t line) {
    const auto key = row.get(options_.key);
    const auto key_text = key ? key->to_cell() : std::nullopt;
    if (!key_text) {
      refuse_row(line, format("no {} (text or number)", options_.key));
      return {};
    }
    std::string json = "{";
    row.each_member([&](std::string_view name, JsonView value) {
      if (name == options_.key || value.is_null()) return true;
      if (json.size() > 1) json += ',';
      append_json_string(json, name);
      json += ':' + value.to_json();
      return true;
    });
    return put(*key_text, line, json + '}');
  }

  Result<void> csv(InputStream stream) {
    ASSIGN(const std::string header, peek_line(stream));
    const char delimiter = guess_csv_delimiter(header);
    auto columns = parse_csv_header(header, delimiter);
    if (!columns) return unusable("no CSV file with a header: " + columns.error().message);
    ASSIGN(const size_t key, key_column(*columns));
    TextBlocks blocks(std::move(stream), delimiter, kMaxRowBytes);
    CsvRow fields;
    std::vector<Cell> cells(columns->size());
    bool is_header = true;
    return each_row(blocks, [&](std::string_view row, uint64_t line) -> Result<void> {
      if (std::exchange(is_header, false)) return {};
      if (row.find_first_not_of("\r\n") == std::string_view::npos) return {};
      const auto parsed = parse_csv_row(row, delimiter, fields);
      if (!parsed || fields.fields.size() != cells.size()) {
        refuse_row(line, parsed ? format("{} fields, the header has {}", fields.fields.size(),
                                         cells.size())
                                : parsed.error().message);
        return {};
      }
      for (size_t i = 0; i < cells.size(); ++i) {
        const std::string_view text = fields.fields[i];
        cells[i] = {text.empty() ? Cell::Kind::kNull : Cell::Kind::kText, text};
      }
      return put_cells(*columns, cells, key, line);
    });
  }

  Result<void> parquet() {
    ASSIGN(auto database, DuckDatabase::open({}));
    ASSIGN(auto connection, database.connect());
    ASSIGN(auto table, ParquetTable::open(connection, path_));
    ASSIGN(const size_t key, key_column(table.columns()));
    ChunkCells cells(table.kinds(), table.types());
    DuckChunk chunk;
    uint64_t line = 0;
    while (true) {
      ASSIGN(const bool more, table.next(chunk));
      if (!more) return {};
      for (size_t row = 0; row < chunk.size(); ++row) {
        TRY(put_cells(table.columns(), cells.row(chunk, row), key, ++line));
      }
      progress_.at(line);
      if (progress_.cancelled()) return fail(ErrorCode::kCancelled, "stopped; nothing was changed");
    }
  }

  Space& space_;
  const ItemOptions& options_;
  Progress& progress_;
  std::string path_, shown_;
  ItemSummary summary_;
};

}  // namespace

Result<ItemSummary> import_items(Space& space, const ItemOptions& options, Progress& progress) {
  ASSIGN(const std::vector<std::string> files, list_files(options.files));
  ASSIGN(auto transaction, space.state().begin());
  ItemImport import(space, options, progress);
  for (const std::string& file : files) TRY(import.file(file));
  ItemSummary summary = import.take();
  if (summary.added + summary.changed + summary.unchanged == 0) {
    return fail(ErrorCode::kUnusable, summary.refusals.empty()
                                          ? "there was no item to import"
                                          : "no item was accepted: " + summary.refusals.front());
  }
  TRY(transaction.commit());
  ASSIGN(const int64_t items, space.state().number("SELECT count(*) FROM items"));
  summary.items = static_cast<uint64_t>(items);
  return summary;
}

}  // namespace likely
