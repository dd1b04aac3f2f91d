#include "events/csv.h"

#include <algorithm>
#include <set>

#include "base/format.h"
#include "base/utf8.h"

namespace likely {

namespace {

std::string_view without_line_end(std::string_view row) {
  if (row.ends_with('\n')) row.remove_suffix(1);
  if (row.ends_with('\r')) row.remove_suffix(1);
  return row;
}

// A quoted field beginning at row[at] == '"'; moves `at` behind the closing quote.
Result<std::string_view> quoted_field(std::string_view row, size_t& at, std::string& unescaped) {
  const size_t begin = ++at;
  size_t close = row.find('"', at);
  const size_t copy_begin = unescaped.size();
  bool copied = false;
  while (close != std::string_view::npos && close + 1 < row.size() && row[close + 1] == '"') {
    unescaped.append(row, at, close + 1 - at);
    copied = true;
    at = close + 2;
    close = row.find('"', at);
  }
  if (close == std::string_view::npos) {
    return fail(ErrorCode::kUnusable, "a quote is opened and never closed");
  }
  if (copied) unescaped.append(row, at, close - at);
  at = close + 1;
  return copied ? std::string_view(unescaped).substr(copy_begin) : row.substr(begin, close - begin);
}

}  // namespace

Result<void> parse_csv_row(std::string_view row, char delimiter, CsvRow& out) {
  row = without_line_end(row);
  out.fields.clear();
  out.unescaped.clear();
  out.unescaped.reserve(row.size());  // never grows, so that views into it stay
  for (size_t at = 0;; ++at) {
    if (at < row.size() && row[at] == '"') {
      ASSIGN(const std::string_view field, quoted_field(row, at, out.unescaped));
      if (at < row.size() && row[at] != delimiter) {
        return fail(ErrorCode::kUnusable,
                    format("text behind the closing quote of field {}", out.fields.size() + 1));
      }
      out.fields.push_back(field);
    } else {
      const size_t end = std::min(row.find(delimiter, at), row.size());
      out.fields.push_back(row.substr(at, end - at));
      at = end;
    }
    if (at >= row.size()) return {};
  }
}

char guess_csv_delimiter(std::string_view header) {
  char best = ',';
  size_t most = 0;
  for (const char candidate : {',', ';', '\t', '|'}) {
    const auto count = static_cast<size_t>(std::count(header.begin(), header.end(), candidate));
    if (count > most) {
      most = count;
      best = candidate;
    }
  }
  return best;
}

Result<std::vector<std::string>> parse_csv_header(std::string_view row, char delimiter) {
  if (!is_valid_utf8(row) || row.find('\0') != std::string_view::npos) {
    return fail(ErrorCode::kUnusable, "its first line is not text in UTF-8");
  }
  CsvRow fields;
  TRY(parse_csv_row(row, delimiter, fields));
  std::vector<std::string> names;
  std::set<std::string, std::less<>> seen;
  bool any = false;
  for (std::string_view field : fields.fields) {
    const size_t first = field.find_first_not_of(" \t");
    const size_t last = field.find_last_not_of(" \t");
    std::string name(first == std::string_view::npos ? "" : field.substr(first, last - first + 1));
    any = any || !name.empty();
    if (name.empty()) name = format("column{}", names.size() + 1);
    const std::string base = name;
    for (int i = 2; !seen.insert(name).second; ++i) name = format("{}_{}", base, i);
    names.push_back(std::move(name));
  }
  if (!any) return fail(ErrorCode::kUnusable, "its first line names no columns");
  return names;
}

}  // namespace likely
