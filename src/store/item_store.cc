#include "store/item_store.h"

#include <algorithm>
#include <iterator>

#include "base/json_view.h"
#include "base/words.h"
#include "store/facts.h"

namespace likely {

namespace {
// The best first.
constexpr std::string_view kNames[] = {"name",     "title",     "productname", "producttitle",
                                       "itemname", "itemtitle", "articlename", "articletitle"};
}  // namespace

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
  TRY(count_codes_change(state));
  return change;
}

Result<bool> is_in_feed(Sqlite& state, std::string_view value) {
  std::string json;
  append_json_string(json, value);
  ASSIGN(auto select, state.prepare("SELECT EXISTS (SELECT 1 FROM items WHERE key = ?1) OR EXISTS "
                                    "(SELECT 1 FROM items WHERE instr(attributes, ?2))"));
  select.bind(1, value).bind(2, std::string_view(json));
  ASSIGN(const bool any, select.step());
  return any && select.integer(0) != 0;
}

std::string item_name(const JsonView& attributes) {
  if (!attributes.is_object()) return {};
  std::string name;
  const auto* best = std::end(kNames);
  attributes.each_member([&](std::string_view attribute, JsonView cell) {
    const auto* rank = std::find(std::begin(kNames), best, squash(attribute));
    const auto text = rank == best ? std::nullopt : cell.to_cell();
    if (!text || text->empty()) return true;
    best = rank;
    name = *text;
    return true;
  });
  return name;
}

bool holds_item_names(std::string_view name) {
  return std::ranges::find(kNames, squash(name)) != std::end(kNames);
}

Result<std::string> name_of_item(Sqlite& state, std::string_view key) {
  ASSIGN(auto select, state.prepare("SELECT attributes FROM items WHERE key = ?1"));
  select.bind(1, key);
  ASSIGN(const bool there, select.step());
  JsonParser parser;
  const auto item = there ? parser.parse(select.text(0)) : fail(ErrorCode::kNotFound, "");
  return item ? item_name(*item) : std::string();
}

}  // namespace likely
