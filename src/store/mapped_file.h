#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace likely {

// A whole file mapped read-only into memory; its bytes stay where they are when it is moved.
// Any number of threads may read. The file must not be cut short meanwhile (ours never are:
// they are replaced by rename).
class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path);
  MappedFile(MappedFile&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~MappedFile();

  std::string_view bytes() const { return {data_, size_}; }
  // After a look at all of it, of which little is needed again: pages leave this process, and come
  // back from the system's cache when they are read.
  void drop_pages() const;

 private:
  MappedFile(const char* data, size_t size) : data_(data), size_(size) {}
  const char* data_;
  size_t size_;
};

}  // namespace likely
