#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace likely {

// A file written aside and renamed over its place by commit(): readers see the old bytes or the
// new ones, never a part, also after a power cut. Without commit() nothing is left behind.
class AtomicFile {
 public:
  static Result<AtomicFile> create(const std::string& path);
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();

  Result<void> write(std::string_view bytes);
  // The file aside, for a library that writes by path itself.
  const std::string& path_aside() const { return aside_; }
  // Flushes to disk; then commit() is quick.
  Result<void> flush();
  // Flushes to disk, renames, and flushes the folder.
  Result<void> commit();
  // The same, in another place of the same folder.
  Result<void> commit_as(std::string path);

 private:
  AtomicFile(std::string path, std::string aside, int descriptor)
      : path_(std::move(path)), aside_(std::move(aside)), descriptor_(descriptor) {}
  std::string path_;
  std::string aside_;
  int descriptor_;
  size_t in_memory_ = 0;  // bytes written that nobody sent to the disk
};

// The whole of it in one call.
Result<void> write_file_atomically(const std::string& path, std::string_view bytes);

// The bytes of a file of ours; kNotFound when there is none.
Result<std::string> read_file(const std::string& path);

// Makes the bytes of a file that somebody else wrote outlive a power cut.
Result<void> sync_file(const std::string& path);

// Makes the entries of a folder (creations, renames) outlive a power cut.
Result<void> sync_folder(const std::string& path);

// kUnavailable "…: no space left on device; free some space and run it again" and the like, of
// errno.
std::unexpected<Error> disk_failure(const std::string& path, const std::string& doing);

}  // namespace likely
