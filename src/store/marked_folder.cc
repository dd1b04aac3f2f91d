#include "store/marked_folder.h"

#include <filesystem>

#include "store/atomic_file.h"

namespace likely {

namespace fs = std::filesystem;

namespace {

std::unexpected<Error> failed(const std::string& path, const std::string& doing,
                              const std::error_code& error) {
  const bool full = error == std::errc::no_space_on_device;
  return fail(full ? ErrorCode::kUnavailable : ErrorCode::kUnusable,
              path + ": " + doing + " failed: " + error.message() +
                  (full ? "; free some space and run the command again"
                        : "; check the path and its permissions"));
}

// The marker goes last, so that a folder half emptied is still ours.
Result<void> empty_folder(const std::string& path, std::string_view marker) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    if (entry.path().filename() == marker) continue;
    std::error_code removal;
    fs::remove_all(entry.path(), removal);
    if (removal) return failed(entry.path().string(), "removing", removal);
  }
  if (error) return failed(path, "reading", error);
  return {};
}

}  // namespace

Result<void> make_folder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return failed(path, "creating the folder", error);
  return {};
}

bool is_marked_folder(const std::string& path, std::string_view marker) {
  std::error_code error;
  return fs::is_regular_file(path + "/" + std::string(marker), error);
}

Result<void> start_marked_folder(const std::string& path, std::string_view marker) {
  TRY(make_folder(path));
  const std::string mark = path + "/" + std::string(marker);
  std::error_code error;
  const bool ours = is_marked_folder(path, marker);
  const bool empty = fs::is_empty(path, error);
  if (error) return failed(path, "reading", error);
  if (!ours && !empty) {
    return fail(ErrorCode::kConflict,
                path + ": holds files and no '" + std::string(marker) +
                    "', so it was not made by this command and is left alone; name another "
                    "folder, or move this one away");
  }
  if (ours) return empty_folder(path, marker);
  return write_file_atomically(mark, "Made by a program; everything in here may be deleted.\n");
}

}  // namespace likely
