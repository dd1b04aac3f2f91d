#pragma once

#include <string>
#include <string_view>

#include "base/json_view.h"
#include "base/result.h"
#include "store/sqlite.h"

namespace likely {

enum class ItemChange { kAdded, kChanged, kUnchanged };

// Puts an item into the feed, replacing its attributes. Inside the caller's transaction.
Result<ItemChange> put_item(Sqlite& state, std::string_view key, std::string_view attributes);

// Whether the feed has that product, or says that text of one.
Result<bool> is_in_feed(Sqlite& state, std::string_view value);

// What people call an item: the best of its attributes "name", "title", "product name" and the
// like; empty: it has none.
std::string item_name(const JsonView& attributes);
// Whether an attribute or a column of that name holds such names.
bool holds_item_names(std::string_view name);

// What the feed calls that product: its attribute "name", "title", "product_name" or the like.
// Empty when the feed does not have the product, or no name of it.
Result<std::string> name_of_item(Sqlite& state, std::string_view key);

}  // namespace likely
