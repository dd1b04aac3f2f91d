#include "http/access.h"

namespace likely::http {

std::string_view name_of(Scope scope) {
  switch (scope) {
    case Scope::kPublic:
      return "public";
    case Scope::kWriteKey:
      return "write_key";
    case Scope::kBrowser:
      return "browser";
    case Scope::kProfileRead:
      return "profile_read";
    case Scope::kView:
      return "view";
    case Scope::kManage:
      return "manage";
    case Scope::kAdmin:
      return "admin";
  }
  return "";
}

bool allows(Scope held, Scope needed) {
  switch (needed) {
    case Scope::kPublic:
      return true;
    case Scope::kWriteKey:
    case Scope::kBrowser:
      return held == Scope::kWriteKey;
    case Scope::kProfileRead:
    case Scope::kView:
    case Scope::kManage:
    case Scope::kAdmin:
      return held != Scope::kWriteKey && held >= needed;
  }
  return false;
}

}  // namespace likely::http
