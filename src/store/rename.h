#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "store/sqlite.h"

namespace likely {

// Gives a thing in `table` (audiences, traits) another name; its key stays. kUsage when the name
// has no letter or digit, kConflict when another one that lives has the name, or the key of it.
Result<void> rename_in(Sqlite& state, std::string_view table, std::string_view what, int64_t id,
                       std::string_view name);

}  // namespace likely
