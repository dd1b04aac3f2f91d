#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace likely::http {

// "%2F" becomes '/'; a '+' stays. Nothing for a broken escape or an escaped NUL.
std::optional<std::string> percent_decode(std::string_view text);

// The opposite: all but letters, digits and "-._~" becomes "%XX".
std::string percent_encode(std::string_view text);

// "a=1&b=x+y" as decoded pairs, '+' being a space. Nothing for a broken escape.
std::optional<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view text);

// The bytes of standard or URL-safe Base64, padded or not. Nothing when it is not that.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace likely::http
