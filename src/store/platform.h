#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace likely {

// The machine and the libraries that this program runs on.
struct Platform {
  std::string duckdb, sqlite, zstd;  // their versions
  uint64_t memory_bytes = 0;
  bool avx2 = false;  // scoring is several times slower without
};
Platform platform();

struct DiskSpace {
  uint64_t free = 0, total = 0;  // bytes
};
// Of the disk that holds the path.
Result<DiskSpace> disk_space(const std::string& path);

}  // namespace likely
