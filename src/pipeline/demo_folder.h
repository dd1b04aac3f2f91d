#pragma once

#include <string>

#include "base/result.h"

namespace likely {

// Makes an empty data folder for the demo. One that an earlier demo made is emptied first; any
// other folder that is not empty is kConflict and left alone; one in use is kUnavailable.
Result<void> start_demo_folder(const std::string& path);

}  // namespace likely
