#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace likely {

// What something demands, and what a caller holds.
enum class Scope : uint8_t {
  kPublic,       // nobody in particular
  kWriteOnly,    // sends events
  kBrowser,      // a page with a write key: reads its own visitor's public data, nothing else
  kProfileRead,  // reads profiles
  kView,         // looks at everything, changes nothing
  kManage,       // audiences, traits, catalog, models, sources
  kAdmin,        // tokens, accounts and the audit log, too
};
inline constexpr size_t kScopeCount = 7;
std::string_view name_of(Scope scope);  // "public", "write-only", "profile-read" …
// Scopes that a token can have: write-only, profile-read, manage, admin; "write" is short for
// "write-only".
std::optional<Scope> token_scope(std::string_view name);
// Whether a caller with `has` may do what needs `needs`. profile-read < view < manage < admin is a
// ladder; writing is no step of it: write-only opens kWriteOnly and kBrowser, and nothing else
// opens these.
bool allows(Scope has, Scope needs);

// The scope of a person's role: viewer → kView, marketer → kManage, admin → kAdmin.
std::optional<Scope> role_scope(std::string_view role);

// Who asks, as a door learned it from a secret; kPublic: nobody said who.
struct Caller {
  enum class Kind : uint8_t { kSource, kToken, kAccount };
  Kind kind = Kind::kToken;
  int64_t id = 0;    // of the source, token or account
  std::string name;  // for the audit log: "token 3 (nightly)", "anna@example.com"
  Scope scope = Scope::kPublic;
};

}  // namespace likely
