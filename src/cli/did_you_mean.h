#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace likely::cli {

// The name nearest to what was typed, by edits (a swap of neighbours is one), when it is near
// enough to be meant; else empty. Of equally near ones the first.
std::string nearest(std::string_view typed, const std::vector<std::string>& names);

}  // namespace likely::cli
