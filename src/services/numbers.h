#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace likely {

std::string count_text(uint64_t number);              // 1234567 → "1,234,567"
std::string decimal_text(double number, int digits);  // 1234.5, 1 → "1,234.5"
std::string percent_text(double share);               // .0123 → "1.2 %", .00012 → "0.012 %"
std::string bytes_text(uint64_t bytes);               // 1536 → "1.5 KiB"
std::string duration_text(double seconds);            // 3.25 → "3.2 s", 200 → "3 min 20 s"
// A number with what is counted: 1, "row" → "1 row"; 1234, "row" → "1,234 rows".
std::string counted(uint64_t number, std::string_view what);
// "1 person", "1,234 people".
std::string people_words(uint64_t number);
// A number with its unit: 1234, "rows" → "1,234 rows"; of "bytes" as bytes_text.
std::string amount_text(uint64_t number, std::string_view unit);

// Columns that UTF-8 text takes on a terminal: wide characters two, combining ones none. A byte
// that is no UTF-8 counts one.
int width_of(std::string_view text);
// The text cut to that many columns, ending in "…" if it was longer.
std::string cut_to_width(std::string_view text, int columns);
// As it may be written on a terminal: control characters as "\n", "\t" or "\x1b".
std::string printable(std::string_view text);

}  // namespace likely
