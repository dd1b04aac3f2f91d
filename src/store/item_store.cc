#include "store/item_store.h"

namespace likely {

Result<ItemChange> put_item(Sqlite& state, std::string_view key, std::string_view attributes) {
  ItemChange change = ItemChange::kAdded;
  {
    ASSIGN(auto find, state.prepare("SELECT attributes FROM items WHERE key = ?"));
    find.bind(1, key);
    ASSIGN(const bool known, find.step());
    if (known) {
      if (find.text(0) == attributes) return ItemChange::kUnchanged;
      change = ItemChange::kChanged;
    }
  }
  ASSIGN(auto put, state.prepare("INSERT OR REPLACE INTO items (key, attributes) VALUES (?, ?)"));
  TRY(put.bind(1, key).bind(2, attributes).run());
  return change;
}

}  // namespace likely
