#pragma once

#include <cstdint>

#include "store/space.h"

namespace likely {

// Bytes on disk of what a data folder holds, and of what is free beside it.
struct FolderSizes {
  uint64_t state = 0, warehouse = 0, journal = 0, models = 0;
  uint64_t free_disk = 0;
};

// What cannot be looked at now (a file that goes meanwhile) counts nothing.
FolderSizes sizes_of(const Folder& folder);

}  // namespace likely
