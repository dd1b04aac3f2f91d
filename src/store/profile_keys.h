#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/sqlite.h"

namespace likely {

// Audiences and traits stand side by side on a profile: their keys and names are of one space.
// `table`: audiences or traits; `what`: audience or trait.

// A key for a new thing in `table`: snake_case of its name, with _2, _3 … behind when that key was
// used before, for keys are never used again. kConflict when a living audience or trait has the
// name or its key, kUsage when the name has no letter or digit; both with the field "name".
Result<std::string> free_key_in(Sqlite& state, std::string_view what, std::string_view name);

// Gives a thing in `table` another name; its key stays. Errors as above.
Result<void> rename_in(Sqlite& state, std::string_view table, std::string_view what, int64_t id,
                       std::string_view name);

}  // namespace likely
