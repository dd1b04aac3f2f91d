#include "base/utf8.h"

#include <simdjson.h>

#include <algorithm>

namespace likely {

namespace {
// The length that a code point beginning with this byte has; 0 when none begins with it.
size_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  if (first >= 0xf0 && first < 0xf5) return 4;
  return 0;
}
}  // namespace

bool is_valid_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

size_t count_code_points(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::string utf8_prefix(std::string_view bytes, size_t max_bytes) {
  std::string out;
  while (!bytes.empty() && out.size() < max_bytes) {
    size_t length = length_of(static_cast<unsigned char>(bytes.front()));
    if (length > bytes.size() || !is_valid_utf8(bytes.substr(0, length))) length = 0;
    if (length == 0) {
      out += '?';
      bytes.remove_prefix(1);
      continue;
    }
    if (out.size() + length > max_bytes) break;
    out += bytes.substr(0, length);
    bytes.remove_prefix(length);
  }
  return out;
}

}  // namespace likely
