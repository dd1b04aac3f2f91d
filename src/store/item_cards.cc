#include "store/item_cards.h"

#include <algorithm>
#include <iterator>

#include "base/json_view.h"
#include "base/words.h"
#include "domain/mapping.h"
#include "store/item_store.h"

namespace likely {

namespace {

constexpr std::string_view kImages[] = {"image", "imageurl", "imagelink", "picture"};
constexpr std::string_view kLinks[] = {"link", "url", "producturl", "productlink"};

template <size_t n>
bool is_one_of(std::string_view name, const std::string_view (&names)[n]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

}  // namespace

// The item of the feed that a value stands for, or nullptr. Names are looked up in memory: they are
// read once for a state of the feed; of two items of one name the one with the lower key counts.
Result<const std::string*> ItemCards::key_of(const std::string& column, const std::string& value) {
  if (column == kProductColumn) return &value;
  if (!holds_item_names(column)) return nullptr;
  if (!key_of_name_) {
    key_of_name_.emplace();
    JsonParser parser;
    ASSIGN(auto items, state_.prepare("SELECT key, attributes FROM items ORDER BY key"));
    TRY(items.each_row([&](const SqliteStatement& row) {
      const auto attributes = parser.parse(row.text(1));
      if (!attributes) return;
      key_of_name_->emplace(item_name(*attributes), row.text(0));
    }));
  }
  const auto found = key_of_name_->find(value);
  return found == key_of_name_->end() ? nullptr : &found->second;
}

Result<ItemCard> ItemCards::of(const std::string& column, const std::string& value) {
  ItemCard card;
  ASSIGN(const std::string* key, key_of(column, value));
  if (key == nullptr) return card;
  ASSIGN(auto select, state_.prepare("SELECT attributes FROM items WHERE key = ?1"));
  select.bind(1, *key);
  ASSIGN(const bool there, select.step());
  if (!there) return card;
  JsonParser parser;
  const auto attributes = parser.parse(select.text(0));
  if (!attributes || !attributes->is_object()) return card;
  card.name = item_name(*attributes);
  attributes->each_member([&](std::string_view name, JsonView cell) {
    const std::string squashed = squash(name);
    const auto text = cell.to_cell();
    if (!text || text->empty()) return true;
    if (is_one_of(squashed, kImages) && card.image.empty()) card.image = *text;
    if (is_one_of(squashed, kLinks) && card.link.empty()) card.link = *text;
    if (squashed == "price") card.price_json = cell.to_json();
    return true;
  });
  return card;
}

}  // namespace likely
