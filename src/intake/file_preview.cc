#include "intake/file_preview.h"

#include <algorithm>

#include "base/format.h"
#include "base/utf8.h"
#include "events/csv.h"
#include "intake/chunk_cells.h"
#include "intake/text_blocks.h"
#include "store/flat_table.h"

namespace likely {

namespace {

Result<void> read_csv_rows(InputStream stream, size_t most, FilePreview& preview) {
  ASSIGN(const std::string header, peek_line(stream));
  const char delimiter = guess_csv_delimiter(header);
  auto columns = parse_csv_header(header, delimiter);
  if (!columns) {
    return fail(ErrorCode::kUnusable,
                "this is no CSV file with a header in UTF-8: " + columns.error().message);
  }
  preview.columns = std::move(*columns);
  TextBlocks blocks(std::move(stream), delimiter, kMaxBatchBytes);
  ASSIGN(const auto block, blocks.next());
  CsvRow fields;
  for (size_t i = 1; block && i < block->rows.size() && preview.rows.size() < most; ++i) {
    const bool fits = is_valid_utf8(block->row(i)) &&
                      parse_csv_row(block->row(i), delimiter, fields) &&
                      fields.fields.size() == preview.columns.size();
    if (!fits) continue;  // listed among the discards
    auto& row = preview.rows.emplace_back();
    for (const std::string_view text : fields.fields) {
      row.push_back(text.empty() ? std::nullopt : std::optional(std::string(text)));
    }
  }
  return {};
}

Result<void> read_parquet_rows(const std::string& path, size_t most, FilePreview& preview) {
  ASSIGN(auto database, DuckDatabase::open({}));
  ASSIGN(auto connection, database.connect());
  ASSIGN(auto table, ParquetTable::open(connection, path));
  preview.columns = table.columns();
  ChunkCells cells(table.kinds(), table.types());
  DuckChunk chunk;
  ASSIGN(const bool any, table.next(chunk));
  for (size_t i = 0; any && i < chunk.size() && preview.rows.size() < most; ++i) {
    auto& row = preview.rows.emplace_back();
    for (const Cell& cell : cells.row(chunk, i)) {
      const bool none = cell.kind == Cell::Kind::kNull;
      row.push_back(none ? std::nullopt : std::optional(utf8_prefix(cell.text, cell.text.size())));
    }
  }
  return {};
}

void name_roles(const FlatRoles& roles, FilePreview& preview) {
  const auto add = [&](const char* role, size_t column) {
    if (column != FlatRoles::kNone) preview.roles.emplace_back(role, preview.columns[column]);
  };
  add("user_id", roles.user_id);
  add("anonymous_id", roles.anonymous_id);
  add("email", roles.email);
  add("event", roles.event);
  add("time", roles.time);
}

// The first rows as events, by the code that imports them.
Result<void> read_events(Space& space, const FilePreviewOptions& options, FilePreview& preview) {
  auto source = open_source(space, {.path = options.path,
                                    .format = preview.format,
                                    .flat = options.flat,
                                    .received_at = options.received_at});
  if (!source) {
    preview.problem = source.error();
    return {};
  }
  ASSIGN(const auto block, (*source)->next());
  if (!block) return {};
  Reading reading = block();
  for (size_t i = 0; i < reading.events.size() && i < options.rows; ++i) {
    preview.events.push_back(std::move(reading.events[i].event));
  }
  for (size_t i = 0; i < reading.discards.size() && i < options.rows; ++i) {
    preview.discards.push_back(std::move(reading.discards[i]));
  }
  return {};
}

}  // namespace

Result<FilePreview> preview_file(Space& space, const FilePreviewOptions& options) {
  FilePreview preview;
  ASSIGN(InputStream stream, InputStream::open(options.path));
  ASSIGN(const std::string* head, stream.peek());
  if (head->empty()) return fail(ErrorCode::kUnusable, "the file is empty");
  const auto format = detect_format({.path = options.path, .format = options.format}, stream);
  if (!format) {
    preview.problem = format.error();
    return preview;
  }
  preview.format = *format;
  if (preview.format == FileFormat::kCsv) {
    TRY(read_csv_rows(std::move(stream), options.rows, preview));
  } else if (preview.format == FileFormat::kParquet) {
    TRY(read_parquet_rows(options.path, options.rows, preview));
  }
  if (preview.format != FileFormat::kNdjson) {
    const auto roles = find_roles(preview.columns, options.flat);
    if (!roles) {
      preview.problem = roles.error();
      return preview;
    }
    name_roles(*roles, preview);
  }
  TRY(read_events(space, options, preview));
  return preview;
}

}  // namespace likely
