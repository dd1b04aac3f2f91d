#include "domain/access.h"

#include <algorithm>
#include <iterator>

namespace likely {

namespace {
constexpr std::string_view kNames[] = {"write-only", "profile-read", "view", "manage", "admin"};
}

std::string_view name_of(Scope scope) { return kNames[static_cast<size_t>(scope)]; }

std::optional<Scope> token_scope(std::string_view name) {
  if (name == "write") return Scope::kWriteOnly;
  const auto* found = std::find(std::begin(kNames), std::end(kNames), name);
  if (found == std::end(kNames) || name == "view") return {};
  return static_cast<Scope>(found - std::begin(kNames));
}

bool allows(Scope has, Scope needs) {
  if (has == needs || has == Scope::kAdmin) return true;
  if (has == Scope::kWriteOnly || needs == Scope::kWriteOnly) return false;
  return static_cast<int>(has) >= static_cast<int>(needs);
}

std::optional<Scope> role_scope(std::string_view role) {
  if (role == "viewer") return Scope::kView;
  if (role == "marketer") return Scope::kManage;
  if (role == "admin") return Scope::kAdmin;
  return {};
}

}  // namespace likely
