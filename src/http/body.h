#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/inflate.h"
#include "http/head.h"

namespace likely::http {

// Takes the bytes of one request's body as they arrive: chunks joined, inflated as
// Content-Encoding says (whatever the Content-Type), never more than max_bytes.
class BodyReader {
 public:
  enum class Status { kMore, kEnd, kBad, kTooLarge };

  // Nothing when the body's Content-Encoding is not known (415) or its length alone is too much.
  static std::expected<BodyReader, HeadError> make(const Head& head, size_t max_bytes);

  // Takes bytes from the front of `in`; what follows the body stays.
  Status read(std::string_view& in);
  std::string& body() { return body_; }

 private:
  BodyReader() = default;
  Status take(std::string_view content);

  bool is_chunked_ = false;
  uint64_t left_ = 0;  // without chunks: bytes to come
  size_t max_bytes_ = 0;
  uint64_t wire_bytes_ = 0;
  ChunkReader chunks_;
  std::string piece_;
  std::optional<BodyInflater> inflater_;
  std::string body_;
};

}  // namespace likely::http
