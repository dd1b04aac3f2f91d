#pragma once

#include <string>

#include "base/result.h"

namespace likely {

// The bytes of a file that only its owner may read. kUsage: there is none, or others may read it.
Result<std::string> read_secret_file(const std::string& path);

}  // namespace likely
