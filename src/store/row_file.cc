#include "store/row_file.h"

#include <algorithm>
#include <filesystem>

#include "base/format.h"
#include "base/json_view.h"
#include "store/atomic_file.h"
#include "store/duck.h"
#include "store/input_stream.h"

namespace likely {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kKey = "profile_id";
constexpr size_t kBufferBytes = 1 << 20;

bool is_own(const fs::path& relative) {
  const std::string top = relative.begin()->string();
  if (top == "models") return relative.extension() == ".model";
  for (const char* own : {"format", "lock", "erased", "erasing", "creating", "state.sum",
                          "command.sock", "journal"}) {
    if (top == own) return true;
  }
  return top.starts_with("state.sqlite") || top.starts_with("warehouse.duckdb");
}

// Splits a file into records and passes on those that stay; the file is replaced if any goes.
// Quoted cells of a .csv may hold line ends.
Result<uint64_t> filter_records(const std::string& path, bool quotes,
                                const std::function<bool(std::string_view)>& goes) {
  ASSIGN(auto input, InputStream::open(path));
  ASSIGN(auto output, AtomicFile::create(path));
  std::string piece, record, kept;
  uint64_t gone = 0;
  bool quoted = false;
  const auto end_record = [&]() -> Result<void> {
    if (goes(record)) {
      ++gone;
    } else {
      kept += record;
    }
    record.clear();
    if (kept.size() < kBufferBytes) return {};
    TRY(output.write(kept));
    kept.clear();
    return {};
  };
  while (true) {
    TRY(input.read(piece));
    if (piece.empty()) break;
    for (const char c : piece) {
      record += c;
      if (quotes && c == '"') quoted = !quoted;
      if (c == '\n' && !quoted) TRY(end_record());
    }
  }
  if (!record.empty()) TRY(end_record());
  if (gone == 0) return 0;
  TRY(output.write(kept));
  TRY(output.commit());
  return gone;
}

// The first cell of a CSV record, without quotes.
std::string_view first_cell(std::string_view record) {
  std::string_view cell = record.substr(0, record.find_first_of(",\r\n"));
  if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') {
    cell = cell.substr(1, cell.size() - 2);
  }
  return cell;
}

bool is_one_of(std::string_view word, std::span<const std::string> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Result<bool> csv_is_export(const std::string& path) {
  ASSIGN(auto input, InputStream::open(path));
  ASSIGN(const std::string* head, input.peek());
  return first_cell(*head) == kKey;
}

Result<uint64_t> filter_parquet(const std::string& path, std::span<const std::string> ids) {
  ASSIGN(const auto database, DuckDatabase::open({}));
  ASSIGN(DuckConnection connection, database.connect());
  const std::string file = format("read_parquet({})", sql_text(path));
  const auto columns = connection.number(format(
      "SELECT count(*) FROM parquet_schema({}) WHERE name = {}", sql_text(path), sql_text(kKey)));
  if (!columns || *columns == 0) return 0;  // no Parquet, or no export
  std::string list;
  for (const std::string& id : ids) list += (list.empty() ? "" : ", ") + sql_text(id);
  const std::string theirs = format("{} IN ({})", kKey, list);
  ASSIGN(const int64_t gone,
         connection.number(format("SELECT count(*) FROM {} WHERE {}", file, theirs)));
  if (gone == 0) return 0;
  ASSIGN(auto output, AtomicFile::create(path));
  TRY(connection.run(
      format("COPY (SELECT * FROM {} WHERE coalesce(NOT ({}), true)) TO {} (FORMAT parquet, "
             "COMPRESSION zstd)",
             file, theirs, sql_text(output.path_aside()))));
  TRY(output.commit());
  return static_cast<uint64_t>(gone);
}

}  // namespace

Result<std::vector<std::string>> other_files(const Folder& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (auto entry = fs::recursive_directory_iterator(folder.path, error);
       !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_symlink(ignored) || !entry->is_regular_file(ignored)) continue;
    if (is_own(entry->path().lexically_relative(folder.path))) continue;
    files.push_back(entry->path().string());
  }
  if (error) {
    return fail(ErrorCode::kUnusable,
                folder.path + ": cannot be read: " + error.message() + "; check its permissions");
  }
  std::sort(files.begin(), files.end());
  return files;
}

Result<uint64_t> remove_export_rows(const std::string& path,
                                    std::span<const std::string> profile_ids) {
  if (path.ends_with(".parquet")) return filter_parquet(path, profile_ids);
  if (path.ends_with(".csv")) {
    ASSIGN(const bool is_export, csv_is_export(path));
    if (!is_export) return 0;
    return filter_records(path, true, [&](std::string_view record) {
      return is_one_of(first_cell(record), profile_ids);
    });
  }
  if (!path.ends_with(".ndjson")) return 0;
  JsonParser parser;
  return filter_records(path, false, [&](std::string_view line) {
    const auto row = parser.parse(line);
    const auto id = row ? row->get(kKey) : std::nullopt;
    return id && id->is_string() && is_one_of(id->text(), profile_ids);
  });
}

Result<uint64_t> remove_lines(const std::string& path,
                              const std::function<bool(std::string_view line)>& goes) {
  return filter_records(path, false, goes);
}

Result<bool> any_line(const std::string& path,
                      const std::function<bool(std::string_view line)>& is_one) {
  ASSIGN(auto input, InputStream::open(path));
  std::string piece, line;
  while (true) {
    TRY(input.read(piece));
    if (piece.empty()) return !line.empty() && is_one(line);
    std::string_view rest = piece;
    for (size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      line += rest.substr(0, end);
      if (is_one(line)) return true;
      line.clear();
      rest.remove_prefix(end + 1);
    }
    line += rest;
  }
}

Result<bool> file_holds(const std::string& path, std::span<const std::string> words) {
  size_t longest = 0;
  for (const std::string& word : words) longest = std::max(longest, word.size());
  ASSIGN(auto input, InputStream::open(path));
  std::string piece, text;
  while (true) {
    if (!input.read(piece)) return false;  // damaged, or compressed by something else
    if (piece.empty()) return false;
    text.erase(0, text.size() - std::min(text.size(), longest));
    text += piece;
    for (const std::string& word : words) {
      if (text.find(word) != std::string::npos) return true;
    }
  }
}

}  // namespace likely
