#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "store/sqlite.h"

namespace likely {

// What the item feed says of an item, for people; empty: nothing.
struct ItemCard {
  std::string name, image, link;
  std::string price_json;  // a JSON number or string
};

// Finds what the feed says of the values of a column: of a product by its key, of a name by the
// item that has it. Borrows the connection; one thread at a time.
class ItemCards {
 public:
  explicit ItemCards(Sqlite& state) : state_(state) {}

  Result<ItemCard> of(const std::string& column, const std::string& value);
  // The feed was changed: its names are to be read anew.
  void forget() { key_of_name_.reset(); }

 private:
  Result<const std::string*> key_of(const std::string& column, const std::string& value);

  Sqlite& state_;
  // Nothing: nobody asked yet.
  std::optional<std::unordered_map<std::string, std::string>> key_of_name_;
};

}  // namespace likely
