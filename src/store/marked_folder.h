#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace likely {

// Makes the folder, and those above it, unless it is there.
Result<void> make_folder(const std::string& path);

// Whether the folder holds that marker.
bool is_marked_folder(const std::string& path, std::string_view marker);

// Makes an empty folder that holds a file `marker` with a word on what the folder is. A folder
// that is there already is emptied if it holds that marker (a killed run leaves it there to the
// last) and taken if it is empty; any other is kConflict, and nothing of it is touched.
Result<void> start_marked_folder(const std::string& path, std::string_view marker);

}  // namespace likely
