#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "domain/access.h"

namespace likely::http {

// Whose error bodies a route speaks.
enum class Api : uint8_t { kTracking, kProfile, kManagement };

struct Credentials {
  enum class Kind : uint8_t { kBasic, kBearer, kCookie, kWriteKey };
  Kind kind = Kind::kBasic;
  std::string secret;  // Basic: the user name; kWriteKey: the key from the body or the path
};

// The name of the session cookie of signed-in accounts.
inline constexpr std::string_view kSessionCookie = "__Host-likely";
// The same without TLS, where browsers take no name with that prefix.
inline constexpr std::string_view kPlainSessionCookie = "likely_session";

// Knows secrets. Called on I/O threads, several at a time: microseconds, no waiting. kNotFound or
// kUsage: nobody by that secret (401); kUnavailable: ask again later (503).
using Authenticate = std::function<Result<Caller>(const Credentials&)>;

}  // namespace likely::http
