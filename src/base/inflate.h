#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace likely {

// Inflates a body piece by piece, and never makes more than it is told to: for bytes of strangers.
// One thread at a time.
class BodyInflater {
 public:
  enum class Format { kGzip, kDeflate };  // kDeflate: with the zlib wrapper, or bare
  enum class Status { kMore, kDamaged, kTooLarge };

  explicit BodyInflater(Format format);
  BodyInflater(BodyInflater&&) noexcept;
  ~BodyInflater();

  // Appends what `in` inflates to to `out`, whose size stays at or below max_bytes.
  Status feed(std::string_view in, std::string& out, size_t max_bytes);
  // Whether the compressed data has come to its end.
  bool at_end() const;

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace likely
