#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace likely {

// A folder of a test's own, removed with all that is in it.
class TempFolder {
 public:
  TempFolder() {
    path_ = (std::filesystem::temp_directory_path() / "likely-test-XXXXXX").string();
    if (mkdtemp(path_.data()) == nullptr) std::abort();  // the X become a name that is free
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace likely
