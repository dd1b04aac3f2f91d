#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace likely {

bool is_valid_utf8(std::string_view text);

// The number of code points; REQUIRES: is_valid_utf8(text).
size_t count_code_points(std::string_view text);

// The beginning of `bytes`, at most max_bytes long, always valid UTF-8: every byte that belongs to
// no code point becomes a question mark, a code point is never cut in two.
std::string utf8_prefix(std::string_view bytes, size_t max_bytes);

}  // namespace likely
