#include "store/folder_sizes.h"

#include <filesystem>
#include <initializer_list>
#include <string>

#include "store/platform.h"

namespace likely {

namespace fs = std::filesystem;

namespace {

uint64_t bytes_of(const std::string& path) {
  std::error_code error;
  const auto bytes = fs::file_size(path, error);
  return error ? 0 : bytes;
}

uint64_t bytes_with(const std::string& path, std::initializer_list<const char*> suffixes) {
  uint64_t bytes = bytes_of(path);
  for (const char* suffix : suffixes) bytes += bytes_of(path + suffix);
  return bytes;
}

uint64_t bytes_in(const std::string& folder) {
  uint64_t bytes = 0;
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    bytes += bytes_of(at->path().string());
  }
  return bytes;
}

}  // namespace

FolderSizes sizes_of(const Folder& folder) {
  const auto disk = disk_space(folder.path);
  return {.state = bytes_with(folder.state(), {"-wal", "-shm"}),
          .warehouse = bytes_with(folder.warehouse(), {".wal"}),
          .journal = bytes_in(folder.journal()),
          .models = bytes_in(folder.models()),
          .free_disk = disk ? disk->free : 0};
}

}  // namespace likely
