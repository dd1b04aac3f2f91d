#include "services/numbers.h"

#include <array>
#include <cmath>

#include "base/format.h"

namespace likely {

namespace {

std::string with_commas(std::string digits) {
  const size_t point = std::min(digits.find('.'), digits.size());
  const size_t first = digits.starts_with('-') ? 1 : 0;
  for (size_t i = point; i > first + 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

struct Character {
  uint32_t code = 0;
  size_t bytes = 1;
};

// The character at the beginning; a byte that begins none is a character of its own.
Character first_character(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  const size_t bytes = lead < 0x80       ? 1
                       : lead >> 5 == 6  ? 2
                       : lead >> 4 == 14 ? 3
                       : lead >> 3 == 30 ? 4
                                         : 0;
  if (bytes <= 1 || bytes > text.size()) return {lead, 1};
  uint32_t code = lead & (0xffU >> (bytes + 1));
  for (size_t i = 1; i < bytes; ++i) {
    if (byte(i) >> 6 != 2) return {lead, 1};
    code = code << 6 | (byte(i) & 0x3fU);
  }
  return {code, bytes};
}

struct Range {
  uint32_t first, last;
};

template <size_t N>
bool within(uint32_t code, const std::array<Range, N>& ranges) {
  for (const Range& range : ranges) {
    if (code >= range.first && code <= range.last) return true;
  }
  return false;
}

int columns_of(uint32_t code) {
  static constexpr std::array<Range, 7> kNone{{{0x300, 0x36f},
                                               {0x483, 0x489},
                                               {0x591, 0x5bd},
                                               {0x200b, 0x200f},
                                               {0x20d0, 0x20f0},
                                               {0xfe00, 0xfe0f},
                                               {0xfe20, 0xfe2f}}};
  static constexpr std::array<Range, 9> kWide{{{0x1100, 0x115f},
                                               {0x2e80, 0x303e},
                                               {0x3041, 0xa4cf},
                                               {0xac00, 0xd7a3},
                                               {0xf900, 0xfaff},
                                               {0xfe30, 0xfe6f},
                                               {0xff00, 0xff60},
                                               {0x1f300, 0x1faff},
                                               {0x20000, 0x3fffd}}};
  if (within(code, kNone)) return 0;
  return within(code, kWide) ? 2 : 1;
}

}  // namespace

std::string count_text(uint64_t number) { return with_commas(format("{}", number)); }

std::string decimal_text(double number, int digits) {
  return with_commas(format("{:.{}f}", number, digits));
}

std::string percent_text(double share) {
  const double percent = 100 * share;
  const double size = std::abs(percent);
  const int digits = size >= 9.95 || size == 0 ? 0 : size >= 0.095 ? 1 : size >= 0.0095 ? 2 : 3;
  return format("{:.{}f} %", percent, digits);
}

std::string bytes_text(uint64_t bytes) {
  static constexpr std::array kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
  double number = static_cast<double>(bytes);
  size_t unit = 0;
  while (number >= 1023.95 && unit + 1 < kUnits.size()) {
    number /= 1024;
    ++unit;
  }
  return format("{:.{}f} {}", number, unit == 0 ? 0 : 1, kUnits[unit]);
}

std::string duration_text(double seconds) {
  if (seconds < 10) return format("{:.1f} s", seconds);
  const auto whole = static_cast<uint64_t>(std::llround(std::min(seconds, 1e9)));
  if (whole < 120) return format("{} s", whole);
  if (whole < 7200) return format("{} min {} s", whole / 60, whole % 60);
  return format("{} h {} min", whole / 3600, whole / 60 % 60);
}

std::string amount_text(uint64_t number, std::string_view unit) {
  if (unit == "bytes") return bytes_text(number);
  return unit.empty() ? count_text(number) : count_text(number) + " " + std::string(unit);
}

std::string counted(uint64_t number, std::string_view what) {
  return format("{} {}{}", count_text(number), what, number == 1 ? "" : "s");
}

std::string people_words(uint64_t number) {
  return number == 1 ? "1 person" : count_text(number) + " people";
}

int width_of(std::string_view text) {
  int columns = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    columns += columns_of(character.code);
    text.remove_prefix(character.bytes);
  }
  return columns;
}

std::string cut_to_width(std::string_view text, int columns) {
  if (width_of(text) <= columns) return std::string(text);
  int used = 0;
  size_t end = 0;
  while (end < text.size()) {
    const Character character = first_character(text.substr(end));
    if (used + columns_of(character.code) > columns - 1) break;
    used += columns_of(character.code);
    end += character.bytes;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Character character = first_character(text);
    if (character.code == '\n') {
      out += "\\n";
    } else if (character.code == '\t') {
      out += "\\t";
    } else if (character.bytes == 1 && (character.code < 0x20 || character.code >= 0x7f)) {
      out += format("\\x{:02x}", character.code);
    } else if (character.code >= 0x80 && character.code < 0xa0) {
      out += format("\\u{:04x}", character.code);
    } else {
      out += text.substr(0, character.bytes);
    }
    text.remove_prefix(character.bytes);
  }
  return out;
}

}  // namespace likely
