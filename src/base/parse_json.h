#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace likely {

// How deep a text of others may nest: whoever copies or writes a document follows it by recursion.
inline constexpr size_t kJsonLevels = 64;

// Reads a text of others. kUsage: no JSON, or nested deeper than kJsonLevels; it is not read then.
Result<Json> parse_json(std::string_view text);

}  // namespace likely
