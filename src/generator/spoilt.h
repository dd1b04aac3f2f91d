#pragma once

#include <span>
#include <string_view>

namespace likely {

// Lines that no importer can accept, for the honest part of the story: cut off, without ids,
// without an event name, of a wrong type, from the year 2999.
std::span<const std::string_view> spoilt_lines();

}  // namespace likely
