#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace likely {

// Where a server listens: "127.0.0.1:8080", "[::1]:0", "localhost:80".
struct ListenAddress {
  std::string address;  // without brackets
  uint16_t port = 0;    // 0: any free one

  // kUsage: it is not written so.
  static Result<ListenAddress> parse(const std::string& text);
  // Whether only this machine reaches it.
  bool is_loopback() const { return address == "::1" || address.starts_with("127."); }
};

}  // namespace likely
