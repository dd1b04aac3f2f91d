#pragma once

#include <string>

#include "base/result.h"
#include "store/space.h"

namespace likely {

// A listening socket in a data folder that only its owner can connect to: its descriptor. One that
// a killed server left is replaced. REQUIRES: this process owns the folder.
// Errors: kUsage (the path is too long for a socket), kUnavailable.
Result<int> listen_in(const Folder& folder);

}  // namespace likely
