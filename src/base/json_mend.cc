#include "base/json_mend.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace likely {

namespace {

constexpr size_t kNone = std::string_view::npos;
constexpr size_t kEscapeSize = 6;  // "\ud83c"

// The code unit of an escape like \ud83c that begins at `at`.
std::optional<uint32_t> code_unit(std::string_view text, size_t at) {
  if (text.size() < at + kEscapeSize || text.substr(at, 2) != "\\u") return {};
  uint32_t unit = 0;
  const char* end = text.data() + at + kEscapeSize;
  const auto read = std::from_chars(text.data() + at + 2, end, unit, 16);
  return read.ec == std::errc() && read.ptr == end ? std::optional(unit) : std::nullopt;
}

bool is_high(std::optional<uint32_t> unit) { return unit && *unit >= 0xd800 && *unit < 0xdc00; }
bool is_low(std::optional<uint32_t> unit) { return unit && *unit >= 0xdc00 && *unit < 0xe000; }

// Appends the escape at `at`, mended; how many bytes it took.
size_t copy_escape(std::string_view text, size_t at, std::string& out) {
  const auto unit = code_unit(text, at);
  size_t size = unit ? kEscapeSize : std::min<size_t>(2, text.size() - at);
  if (is_high(unit) && is_low(code_unit(text, at + kEscapeSize))) {
    size += kEscapeSize;
  } else if (is_high(unit) || is_low(unit)) {
    out += "\\ufffd";
    return size;
  }
  out += text.substr(at, size);
  return size;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <typename Integer>
bool is_beyond(std::string_view text) {
  Integer value;
  return std::from_chars(text.data(), text.data() + text.size(), value).ec ==
         std::errc::result_out_of_range;
}

size_t copy_number(std::string_view text, size_t at, std::string& out) {
  size_t end = at + 1;
  while (end < text.size() && is_digit(text[end])) ++end;
  const bool is_integer = end == text.size() || !std::string_view(".eE").contains(text[end]);
  const std::string_view number = text.substr(at, end - at);
  out += number;
  const bool is_large =
      number.front() == '-' ? is_beyond<int64_t>(number) : is_beyond<uint64_t>(number);
  if (is_integer && is_large) out += "e0";
  while (end < text.size() &&
         (is_digit(text[end]) || std::string_view(".eE+-").contains(text[end]))) {
    out += text[end++];
  }
  return end - at;
}

size_t skip_spaces(std::string_view text, size_t at) {
  return std::min(text.find_first_not_of(" \t\r\n", at), text.size());
}

char char_at(std::string_view text, size_t at) { return at < text.size() ? text[at] : '\0'; }

// Behind the string that begins at `at`.
size_t string_end(std::string_view text, size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at + 1;
  }
  return kNone;
}

// Where the value that begins at `at` is over: at a comma or a bracket that is not its own.
size_t value_end(std::string_view text, size_t at) {
  size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = string_end(text, at);
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;
    if (c == '}' || c == ']') --depth;
    ++at;
  }
  return kNone;
}

// The elements of the array that begins at `at`; where its bracket closes.
size_t read_elements(std::string_view text, size_t at, std::vector<std::string_view>& elements) {
  at = skip_spaces(text, at + 1);
  if (char_at(text, at) == ']') return at;
  while (true) {
    const size_t end = value_end(text, at);
    if (end == kNone || text[end] == '}') return kNone;
    const std::string_view element = text.substr(at, end - at);
    elements.push_back(element.substr(0, element.find_last_not_of(" \t\r\n") + 1));
    if (text[end] == ']') return end;
    at = skip_spaces(text, end + 1);
  }
}

}  // namespace

std::string mend_json(std::string_view text) {
  std::string out;
  out.reserve(text.size() + kEscapeSize);
  bool in_string = false;
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (in_string && c == '\\') {
      at += copy_escape(text, at, out);
    } else if (!in_string && (c == '-' || is_digit(c))) {
      at += copy_number(text, at, out);
    } else {
      in_string = in_string != (c == '"');
      out += c;
      ++at;
    }
  }
  return out;
}

std::optional<SplitArray> split_array(std::string_view text, std::string_view member) {
  size_t at = skip_spaces(text, 0);
  if (char_at(text, at) != '{') return {};
  std::optional<SplitArray> split;
  do {
    const size_t name = skip_spaces(text, at + 1);
    if (char_at(text, name) != '"') return {};
    const size_t name_end = string_end(text, name);
    at = name_end == kNone ? text.size() : skip_spaces(text, name_end);
    if (char_at(text, at) != ':') return {};
    at = skip_spaces(text, at + 1);
    const bool is_it = text.substr(name + 1, name_end - name - 2) == member;
    if (is_it && !split && char_at(text, at) == '[') {
      split.emplace();
      const size_t end = read_elements(text, at, split->elements);
      if (end == kNone) return {};
      split->rest.append(text.substr(0, at + 1)).append(text.substr(end));
      at = end + 1;
    }
    at = value_end(text, at);
  } while (char_at(text, at) == ',');
  const bool is_whole = char_at(text, at) == '}' && skip_spaces(text, at + 1) == text.size();
  return is_whole ? std::move(split) : std::nullopt;
}

}  // namespace likely
