#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>

namespace likely {

// A folder of a test's own, removed with all that is in it.
class TempFolder {
 public:
  TempFolder() {
    static std::atomic<int> made = 0;
    do {
      path_ = (std::filesystem::temp_directory_path() /
               ("likely-test-" + std::to_string(getpid()) + "-" + std::to_string(++made)))
                  .string();
    } while (!std::filesystem::create_directory(path_));  // another process may have had the id
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace likely
