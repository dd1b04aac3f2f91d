#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace likely::http {

// The head of one request: its first line and headers.
struct Head {
  std::string method;
  std::string path;   // as sent
  std::string query;  // as sent, without the '?'
  bool is_http_1_0 = false;
  bool keep_alive = true;
  bool expects_continue = false;
  bool is_chunked = false;
  std::optional<uint64_t> content_length;
  Headers headers;

  bool has_body() const { return is_chunked || content_length.value_or(0) > 0; }
};

struct HeadError {
  int status = 400;
  std::string message;
};

// Reads a head, which ends with its empty line. Strict where proxies and servers are known to
// differ (RFC 9112): bare CR or LF, folded lines, spaces before a colon, control characters,
// Content-Length twice or beside Transfer-Encoding, any coding but "chunked", no or two Hosts.
std::expected<Head, HeadError> read_head(std::string_view text);

// The path that a head begins with, as far as it has come; empty when there is none. For the words
// of an answer only: the head may be none at all.
std::string_view begun_path(std::string_view text);

// Takes the chunked coding off a body, piece by piece. Chunk extensions and trailers are refused:
// no client of ours sends them, and they are where readings of a body part.
class ChunkReader {
 public:
  enum class Status { kMore, kEnd, kBad };
  // Takes bytes from the front of `in` and appends content to `out` until `in` is used up or the
  // body ends; what follows the body stays in `in`.
  Status read(std::string_view& in, std::string& out);

 private:
  enum class State { kSize, kSizeEnd, kData, kDataCr, kDataLf, kLastCr, kLastLf };
  Status step(char c);

  State state_ = State::kSize;
  uint64_t left_ = 0;  // of this chunk
  int digits_ = 0;
};

}  // namespace likely::http
