#pragma once

#include <string>

#include "base/result.h"

namespace likely {

// Whether others than its owner may look into a file or folder; false when there is none.
bool is_open_to_others(const std::string& path);

// The bytes of a file that only its owner may read. kUsage: there is none, or others may read it.
Result<std::string> read_secret_file(const std::string& path);

}  // namespace likely
