#pragma once

#include <string>

#include "base/result.h"

namespace likely {

// A path from the root, links followed as far as it exists.
std::string full_name_of(const std::string& path);

// A folder that is filled aside, "name.writing-PID" (0700), and gets its name when it is whole and
// on disk. Without commit() nothing is left. What a killed one left aside is removed by the next.
class NewFolder {
 public:
  // kConflict: something stands there that is not an empty folder.
  static Result<NewFolder> create(const std::string& path);
  NewFolder(NewFolder&& other) noexcept;
  NewFolder& operator=(NewFolder&&) = delete;
  ~NewFolder();

  const std::string& path() const { return path_; }
  const std::string& path_aside() const { return aside_; }
  // REQUIRES: its files are flushed; folders are flushed here.
  Result<void> commit();

 private:
  NewFolder(std::string path, std::string aside)
      : path_(std::move(path)), aside_(std::move(aside)) {}
  std::string path_, aside_;  // from the root
};

}  // namespace likely
