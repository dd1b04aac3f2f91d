#include "store/files_below.h"

#include <algorithm>
#include <filesystem>

namespace likely {

namespace fs = std::filesystem;

Result<FilesBelow> files_below(const std::string& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) {
    return fail(ErrorCode::kNotFound, path + ": there is no such file; check the path");
  }
  if (!fs::is_directory(status)) return FilesBelow{.is_folder = false, .files = {path}};
  FilesBelow below{.is_folder = true, .files = {}};
  error.clear();
  for (auto entry = fs::recursive_directory_iterator(path, error);
       !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    const bool hidden = entry->path().filename().string().starts_with('.');
    if (!hidden && entry->is_regular_file(ignored)) below.files.push_back(entry->path().string());
  }
  if (error) {
    return fail(ErrorCode::kUnusable,
                path + ": cannot be read: " + error.message() + "; check its permissions");
  }
  std::sort(below.files.begin(), below.files.end());
  return below;
}

}  // namespace likely
