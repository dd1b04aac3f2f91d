#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "store/sqlite.h"

namespace likely {

// One number about the folder, by its name; nothing when it was never set.
Result<std::optional<int64_t>> fact(Sqlite& state, std::string_view key);
Result<void> set_fact(Sqlite& state, std::string_view key, int64_t value);
// One more than before; 1 the first time.
Result<void> count_fact(Sqlite& state, std::string_view key);

// When the first live event was applied; from then on now is the clock. Nothing: only history was
// imported.
Result<std::optional<TimeUs>> live_since(Sqlite& state);
// The first call counts; later ones change nothing.
Result<void> set_live_since(Sqlite& state, TimeUs at);

// Grows when codes that were worked out of the folder are wrong from now on: the item feed changed,
// values were numbered anew by an erasure.
Result<int64_t> codes_version(Sqlite& state);
Result<void> count_codes_change(Sqlite& state);

// How many people were erased; whoever keeps data of people while the folder is let go compares it.
Result<int64_t> erasures(Sqlite& state);
Result<void> count_erasure(Sqlite& state);

// Whether every merge has moved what the merged-away had; in a folder made by an older version not
// all have.
Result<bool> merges_are_settled(Sqlite& state);
Result<void> set_merges_settled(Sqlite& state);

// Whether the folder has that table yet: readers of a folder made by an older version find none.
Result<bool> has_table(Sqlite& state, std::string_view table);

}  // namespace likely
