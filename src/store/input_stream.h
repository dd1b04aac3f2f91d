#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace likely {

// Whether a path names standard input: "-", or the descriptor of who sent a command to a server
// ("/proc/self/fd/15", cli/remote.h).
bool is_standard_input(std::string_view path);
// The path, or "standard input".
std::string path_for_people(const std::string& path);

// The bytes of a file or of standard input ("-"), inflated as they are read when they are gzip or
// zstd (told by their first bytes, not by the name). One thread at a time.
class InputStream {
 public:
  static Result<InputStream> open(const std::string& path);
  InputStream(InputStream&&) noexcept;
  InputStream& operator=(InputStream&&) noexcept;
  ~InputStream();

  // Replaces `out` by the next piece, at most about a MiB; empty at the end. Errors: kUnusable when
  // the compressed data ends too early or is damaged.
  Result<void> read(std::string& out);
  // The next piece without taking it, to look at how the content begins.
  Result<const std::string*> peek();
  // Bytes of the file used so far, and its size (0: not known), both as stored.
  uint64_t position() const;
  uint64_t size() const;

 private:
  struct Inner;
  explicit InputStream(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

}  // namespace likely
