#pragma once

#include <map>
#include <string_view>

#include "base/result.h"
#include "domain/refresh_rule.h"
#include "store/sqlite.h"

namespace likely {

inline constexpr std::string_view kAudienceKind = "audience", kTraitKind = "trait";

// The refresh rules of all audiences or traits, by id; who has none is a snapshot.
Result<std::map<int64_t, RefreshRule>> refresh_rules(Sqlite& state, std::string_view kind);
Result<void> put_refresh_rule(Sqlite& state, std::string_view kind, int64_t id,
                              const RefreshRule& rule);
Result<void> remove_refresh_rule(Sqlite& state, std::string_view kind, int64_t id);

}  // namespace likely
