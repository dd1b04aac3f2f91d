#pragma once

#include <optional>
#include <string_view>

#include "base/json_view.h"

namespace likely {

// The number that a text is as a whole ("19.90", " 3 ", "+1e2"); nothing for anything else,
// infinities and NaN included.
std::optional<double> number_of(std::string_view text);

// The number that a JSON cell holds: a number, or text that is one.
std::optional<double> number_of(JsonView cell);

}  // namespace likely
