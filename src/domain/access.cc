#include "domain/access.h"

#include <algorithm>
#include <iterator>

namespace likely {

namespace {
constexpr std::string_view kNames[] = {"public", "write-only", "browser", "profile-read",
                                       "view",   "manage",     "admin"};
static_assert(std::size(kNames) == kScopeCount);
constexpr Scope kOfTokens[] = {Scope::kWriteOnly, Scope::kProfileRead, Scope::kManage,
                               Scope::kAdmin};
}  // namespace

std::string_view name_of(Scope scope) { return kNames[static_cast<size_t>(scope)]; }

std::optional<Scope> token_scope(std::string_view name) {
  if (name == "write") return Scope::kWriteOnly;
  const auto* found = std::ranges::find(kOfTokens, name, name_of);
  return found == std::end(kOfTokens) ? std::nullopt : std::optional(*found);
}

bool allows(Scope has, Scope needs) {
  if (needs == Scope::kPublic) return true;
  if (needs < Scope::kProfileRead) return has == Scope::kWriteOnly;
  return has >= needs;
}

std::optional<Scope> role_scope(std::string_view role) {
  if (role == "viewer") return Scope::kView;
  if (role == "marketer") return Scope::kManage;
  if (role == "admin") return Scope::kAdmin;
  return {};
}

}  // namespace likely
