#include "base/parse_json.h"

#include "base/format.h"

namespace likely {

namespace {

// Brackets inside texts are none. In what is no JSON anything may be counted.
bool nests_deeper(std::string_view text, size_t levels) {
  size_t depth = 0;
  bool is_in_text = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_in_text) {
      i += c == '\\';
      is_in_text = c != '"';
    } else if (c == '"') {
      is_in_text = true;
    } else if (c == '[' || c == '{') {
      if (++depth > levels) return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  if (nests_deeper(text, kJsonLevels)) {
    return fail(ErrorCode::kUsage, format("is nested deeper than {} levels", kJsonLevels));
  }
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return fail(ErrorCode::kUsage, "is no JSON");
  return json;
}

}  // namespace likely
