#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "domain/interactions.h"
#include "store/sqlite.h"

namespace likely {

// When live scoring last changed a person's membership or list; kinds as of refresh rules
// (kAudienceKind, kTraitKind). Inside the caller's transaction.

Result<void> note_live_change(Sqlite& state, std::string_view kind, int64_t id,
                              ProfileNumber profile, TimeUs at);
// Nothing: not since the last full computation.
Result<std::optional<TimeUs>> live_change_of(Sqlite& state, std::string_view kind, int64_t id,
                                             ProfileNumber profile);
// A full computation has the last word.
Result<void> forget_live_changes(Sqlite& state, std::string_view kind, int64_t id);

}  // namespace likely
