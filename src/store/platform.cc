#include "store/platform.h"

#include <duckdb.h>
#include <sqlite3.h>
#include <unistd.h>
#include <zstd.h>

#include <filesystem>

namespace likely {

Platform platform() {
  return {.duckdb = duckdb_library_version(),
          .sqlite = sqlite3_libversion(),
          .zstd = ZSTD_versionString(),
          .memory_bytes = static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                          static_cast<uint64_t>(sysconf(_SC_PAGESIZE)),
          .avx2 = __builtin_cpu_supports("avx2") != 0};
}

Result<DiskSpace> disk_space(const std::string& path) {
  std::error_code error;
  const auto space = std::filesystem::space(path, error);
  if (error) return fail(ErrorCode::kUnusable, path + ": " + error.message());
  return DiskSpace{.free = space.available, .total = space.capacity};
}

}  // namespace likely
