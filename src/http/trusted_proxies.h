#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace likely::http {

// The proxies whose X-Forwarded-For, -Proto and -Host are believed: addresses and networks
// ("10.0.0.0/8", "::1"). Immutable.
class TrustedProxies {
 public:
  // Errors (kUsage): an entry that is neither.
  static Result<TrustedProxies> parse(const std::vector<std::string>& entries);

  bool empty() const { return networks_.empty(); }
  bool has(std::string_view address) const;
  // Who asks through a connection from `peer`. Of a proxy's X-Forwarded-For, all headers of it one
  // after another, each address was put there by whoever stands to its right: the last one that is
  // no trusted proxy counts. What stands left of it anybody can have made up.
  std::string client_of(std::string_view peer, const Headers& headers) const;

 private:
  // IPv4 as ::ffff:a.b.c.d.
  using Address = std::array<uint8_t, 16>;
  struct Network {
    Address address;
    int bits;
  };
  static std::optional<Address> read(std::string_view text);

  std::vector<Network> networks_;
};

}  // namespace likely::http
