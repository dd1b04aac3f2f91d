#include "store/flat_table.h"

#include <filesystem>
#include <string_view>
#include <utility>

namespace likely {

namespace {

// The path as a pattern that matches nothing but itself.
std::string as_pattern(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c == '*' || c == '?' || c == '[') {
      out += '[';
      out += c;
      out += ']';
    } else {
      out += c;
    }
  }
  return out;
}

struct Column {
  FlatCells kind;
  std::string sql;
};

Column column_of(const std::string& name, std::string_view type) {
  const std::string quoted = sql_name(name);
  for (const std::string_view number : {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT",
                                        "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE"}) {
    if (type == number) return {FlatCells::kNumber, quoted};
  }
  const bool nested = type.ends_with(']') || type.starts_with("STRUCT") || type.starts_with("MAP(");
  if (nested) {
    return {FlatCells::kJson, "CASE WHEN " + quoted + " IS NOT NULL THEN CAST(to_json(" + quoted +
                                  ") AS VARCHAR) END"};
  }
  if (type.starts_with("DECIMAL") || type == "HUGEINT" || type == "UHUGEINT" || type == "JSON") {
    return {FlatCells::kJson, "CAST(" + quoted + " AS VARCHAR)"};
  }
  if (type == "BOOLEAN") return {FlatCells::kBool, quoted};
  if (type == "DATE") return {FlatCells::kDate, "CAST(" + quoted + " AS TIMESTAMP)"};
  if (type.starts_with("TIMESTAMP")) {
    return {FlatCells::kTimestamp, "CAST(" + quoted + " AS TIMESTAMP)"};
  }
  return {FlatCells::kText, "CAST(" + quoted + " AS VARCHAR)"};
}

std::unexpected<Error> not_readable(const std::string& path, const Error& error) {
  if (error.code == ErrorCode::kCancelled || error.code == ErrorCode::kUnavailable) {
    return std::unexpected(error);
  }
  return fail(ErrorCode::kUnusable,
              path + ": cannot be read as Parquet (" + error.message + "); check the file");
}

}  // namespace

Result<ParquetTable> ParquetTable::open(DuckConnection& connection, const std::string& path) {
  // Read by threads that may work in another folder.
  const std::string file = sql_text(as_pattern(std::filesystem::absolute(path).string()));
  TRY(connection.run("SET TimeZone = 'UTC'"));
  const auto rows =
      connection.number("SELECT sum(num_rows) FROM parquet_file_metadata(" + file + ")");
  if (!rows) return not_readable(path, rows.error());
  std::string select;
  std::vector<std::string> columns;
  std::vector<FlatCells> kinds;
  {
    auto described = connection.stream(
        "SELECT column_name, column_type FROM (DESCRIBE SELECT * "
        "FROM read_parquet(" +
        file + "))");
    if (!described) return not_readable(path, described.error());
    DuckChunk chunk;
    while (true) {
      ASSIGN(const bool more, described->next(chunk));
      if (!more) break;
      for (size_t row = 0; row < chunk.size(); ++row) {
        columns.emplace_back(chunk.text(0, row));
        Column column = column_of(columns.back(), chunk.text(1, row));
        kinds.push_back(column.kind);
        select += (select.empty() ? "" : ", ") + column.sql;
      }
    }
  }
  auto result = connection.stream("SELECT " + select + " FROM read_parquet(" + file + ")");
  if (!result) return not_readable(path, result.error());
  ParquetTable table(path, std::move(*result));
  table.columns_ = std::move(columns);
  table.kinds_ = std::move(kinds);
  for (size_t i = 0; i < table.kinds_.size(); ++i) {
    table.types_.push_back(table.result_.column_type(i));
  }
  table.row_count_ = static_cast<uint64_t>(*rows);
  return table;
}

Result<bool> ParquetTable::next(DuckChunk& chunk) {
  auto more = result_.next(chunk);
  if (!more) return not_readable(path_, more.error());
  return more;
}

}  // namespace likely
