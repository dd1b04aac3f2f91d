#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/atomic_file.h"

namespace likely {

// A text file written line by line through one buffer, whole or not at all (AtomicFile). A path
// that ends in ".zst" is compressed. One thread. Nothing stands at the path before commit().
class LineFile {
 public:
  static Result<LineFile> create(const std::string& path);
  LineFile(LineFile&&) noexcept;
  ~LineFile();

  Result<void> add(std::string_view line);
  Result<void> commit();
  // Bytes of the lines so far, newlines included, before compression.
  uint64_t bytes() const { return bytes_; }

 private:
  struct Compressor;
  LineFile(AtomicFile file, std::unique_ptr<Compressor> compressor);
  Result<void> flush(bool last);

  AtomicFile file_;
  std::unique_ptr<Compressor> compressor_;  // none: as it is
  std::string buffer_;
  uint64_t bytes_ = 0;
};

}  // namespace likely
