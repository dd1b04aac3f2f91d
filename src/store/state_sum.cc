#include "store/state_sum.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/format.h"
#include "base/hash.h"
#include "store/atomic_file.h"
#include "store/mapped_file.h"

namespace likely {

namespace {

Result<std::string> sum_of(const Folder& folder) {
  ASSIGN(const MappedFile file, MappedFile::open(folder.state()));
  const Hash128 hash = hash128(file.bytes());
  return format("{} {:016x}{:016x}\n", file.bytes().size(), hash.hi, hash.lo);
}

}  // namespace

Result<void> write_state_sum(const Folder& folder) {
  std::error_code error;
  const auto log = std::filesystem::file_size(folder.state() + "-wal", error);
  if (!error && log > 0) return {};  // not all is in the file: there is nothing to sum
  ASSIGN(const std::string sum, sum_of(folder));
  return write_file_atomically(folder.state_sum(), sum);
}

Result<void> remove_state_sum(const Folder& folder) {
  if (unlink(folder.state_sum().c_str()) == 0) return sync_folder(folder.path);
  return errno == ENOENT ? Result<void>() : disk_failure(folder.state_sum(), "removing");
}

Result<std::optional<bool>> state_fits_sum(const Folder& folder) {
  auto kept = read_file(folder.state_sum());
  if (!kept && kept.error().code == ErrorCode::kNotFound) return std::nullopt;
  if (!kept) return std::unexpected(kept.error());
  ASSIGN(const std::string sum, sum_of(folder));
  return *kept == sum;
}

}  // namespace likely
