#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace likely::http {

// What a route demands, and what a caller holds.
enum class Scope : uint8_t {
  kPublic,       // nobody in particular
  kWriteKey,     // a source: it may write events
  kBrowser,      // a page with a write key: reads its own visitor's public data, nothing else
  kProfileRead,  // reads profiles
  kView,         // looks at everything of a space, changes nothing
  kManage,       // everything of a space but accounts and tokens
  kAdmin,        // everything
};
inline constexpr size_t kScopeCount = 7;
std::string_view name_of(Scope scope);  // "write_key" …

// Whether a caller who holds `held` may use a route that needs `needed`. A write key opens
// kWriteKey and kBrowser; kAdmin holds kManage, kManage holds
// kView, kView holds kProfileRead; neither may write events.
bool allows(Scope held, Scope needed);

// Whose error bodies a route speaks.
enum class Api : uint8_t { kTracking, kProfile, kManagement };

// Who calls. Made by main's Authenticate; `id` is what rate limits count by.
struct Caller {
  Scope scope = Scope::kPublic;
  std::string id;      // of the key, token or account; never the secret
  std::string name;    // for the audit log
  std::string space;   // what it is bound to; empty: every space
  std::string source;  // write keys: the source
};

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
