#include "events/write_keys.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace likely {

namespace {

constexpr std::string_view kWriteKey = "writeKey";

// Faster than std::string::find in long texts.
size_t find(std::string_view text, std::string_view what, size_t from) {
  const void* found = memmem(text.data() + from, text.size() - from, what.data(), what.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<size_t>(static_cast<const char*>(found) - text.data());
}

size_t skip_spaces(std::string_view text, size_t at) {
  return std::min(text.find_first_not_of(" \t\r\n", at), text.size());
}

// Behind a quote, also an escaped one; a backslash before anything else stays.
size_t skip_quote(std::string_view text, size_t at) {
  const size_t quote = text.find_first_not_of('\\', at);
  const bool is_quote = quote < text.size() && (text[quote] == '"' || text[quote] == '\'');
  return is_quote ? quote + 1 : at;
}

bool is_of_key(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_';
}

}  // namespace

void mask_write_keys(std::string& text) {
  for (size_t at = find(text, kWriteKey, 0); at < text.size(); at = find(text, kWriteKey, at)) {
    at = skip_spaces(text, skip_quote(text, at + kWriteKey.size()));
    if (at == text.size() || (text[at] != ':' && text[at] != '=')) continue;
    const bool is_form = text[at] == '=';
    const size_t value = skip_spaces(text, at + 1);
    at = skip_quote(text, value);
    // Without quotes it is a number or a word of JSON, unless it stands in a form.
    const bool is_text = is_form || at > value;
    while (is_text && at < text.size() && is_of_key(text[at])) text[at++] = '*';
  }
}

}  // namespace likely
