#pragma once

// Text formatting (fmt), until the compiler has std::format.
#include <fmt/format.h>

namespace likely {
using fmt::format;
using fmt::format_to;
}  // namespace likely
