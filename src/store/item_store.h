#pragma once

#include <string_view>

#include "base/result.h"
#include "store/sqlite.h"

namespace likely {

enum class ItemChange { kAdded, kChanged, kUnchanged };

// Puts an item into the feed, replacing its attributes. Inside the caller's transaction.
Result<ItemChange> put_item(Sqlite& state, std::string_view key, std::string_view attributes);

}  // namespace likely
