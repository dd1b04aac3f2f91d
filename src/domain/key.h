#pragma once

#include <string>
#include <string_view>

namespace likely {

// The key of an audience or trait: snake_case of its name. ASCII letters become small, every run
// of other ASCII characters one underscore, other characters stay ("Größe 5!" → "größe_5").
// Empty when nothing is left.
std::string key_of_name(std::string_view name);

}  // namespace likely
