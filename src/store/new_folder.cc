#include "store/new_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "store/atomic_file.h"
#include "store/leftovers.h"

namespace likely {

namespace fs = std::filesystem;

namespace {

void remove_abandoned(const fs::path& path) {
  std::error_code error;
  const std::string aside = path.filename().string() + ".writing-";
  for (const auto& entry : fs::directory_iterator(path.parent_path(), error)) {
    const std::string name = entry.path().filename().string();
    std::error_code ignored;
    if (name.starts_with(aside) && is_abandoned(name)) fs::remove_all(entry.path(), ignored);
  }
}

}  // namespace

std::string full_name_of(const std::string& path) {
  std::error_code error;
  const fs::path full = fs::weakly_canonical(fs::absolute(path), error);
  return error ? path : full.string();
}

Result<NewFolder> NewFolder::create(const std::string& path) {
  std::error_code error;
  fs::path full = fs::absolute(path).lexically_normal();
  if (!full.has_filename()) full = full.parent_path();  // "name/"
  const auto status = fs::status(full, error);
  const bool free =
      !fs::exists(status) || (fs::is_directory(status) && fs::is_empty(full, error) && !error);
  if (!free) {
    return fail(ErrorCode::kConflict,
                path + ": something is there already; name a new or empty folder");
  }
  fs::create_directories(full.parent_path(), error);
  remove_abandoned(full);
  std::string aside = full.string() + ".writing-" + std::to_string(getpid());
  if (mkdir(aside.c_str(), 0700) != 0) return disk_failure(path, "creating");
  return NewFolder(full.string(), std::move(aside));
}

NewFolder::NewFolder(NewFolder&& other) noexcept
    : path_(std::move(other.path_)), aside_(std::exchange(other.aside_, "")) {}

NewFolder::~NewFolder() {
  std::error_code ignored;
  if (!aside_.empty()) fs::remove_all(aside_, ignored);
}

Result<void> NewFolder::commit() {
  TRY(sync_folder(aside_));
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(aside_, error)) {
    std::error_code ignored;
    if (entry.is_directory(ignored)) TRY(sync_folder(entry.path().string()));
  }
  if (std::rename(aside_.c_str(), path_.c_str()) != 0) return disk_failure(path_, "renaming");
  aside_.clear();
  return sync_folder(fs::path(path_).parent_path().string());
}

}  // namespace likely
