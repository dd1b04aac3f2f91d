#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace likely {

// The fields of one CSV row, as views into the row or into this object.
struct CsvRow {
  std::vector<std::string_view> fields;
  std::string unescaped;  // holds fields that had doubled quotes
};

// Splits a row (one line, or several when quotes span line breaks) into fields. Quotes count only
// where a field begins; inside them a doubled one is a quote. Errors (kUnusable): a quote that is
// never closed, text behind a closing quote.
Result<void> parse_csv_row(std::string_view row, char delimiter, CsvRow& out);

// The delimiter of a header row: the most frequent of comma, semicolon, tab and bar.
char guess_csv_delimiter(std::string_view header);

// Column names of a header row: trimmed, empty ones "column3", repeated ones "name_2". Errors
// (kUnusable): empty, binary, or not UTF-8.
Result<std::vector<std::string>> parse_csv_header(std::string_view row, char delimiter);

}  // namespace likely
