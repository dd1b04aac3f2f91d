#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace likely {

// What a caller may do. kWriteOnly: send events. kProfileRead: read profiles. kView: look at
// everything but change nothing. kManage: audiences, traits, catalog, models. kAdmin: all of it,
// and tokens, accounts, the audit log.
enum class Scope { kWriteOnly, kProfileRead, kView, kManage, kAdmin };
std::string_view name_of(Scope scope);  // "write-only", "profile-read", "view", "manage", "admin"
// Scopes that a token can have: all but kView; "write" is short for "write-only".
std::optional<Scope> token_scope(std::string_view name);
// Whether a caller with `has` may do what needs `needs`. Writing is no step of the ladder: a write
// key can only write, and of the others only admin may write too.
bool allows(Scope has, Scope needs);

// The scope of a person's role: viewer → kView, marketer → kManage, admin → kAdmin.
std::optional<Scope> role_scope(std::string_view role);

// Who asks, as a door learned it from a secret.
struct Caller {
  enum class Kind { kSource, kToken, kAccount };
  Kind kind = Kind::kToken;
  int64_t id = 0;    // of the source, token or account
  std::string name;  // for the audit log: "token 3 (nightly)", "anna@example.com"
  Scope scope = Scope::kWriteOnly;
};

}  // namespace likely
