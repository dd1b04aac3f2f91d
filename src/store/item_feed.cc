#include "store/item_feed.h"

#include <limits>
#include <map>

#include "base/format.h"
#include "base/json_view.h"
#include "base/number.h"
#include "base/words.h"

namespace likely {

namespace {

// Picks, for every column, the best named attribute of one item.
class Attributes {
 public:
  explicit Attributes(const std::vector<InteractionSource::Column>& columns) : columns_(columns) {}

  // Per column its cell, valid until the next call.
  const std::vector<std::optional<JsonView>>& read(JsonView item) {
    found_.assign(columns_.size(), std::nullopt);
    best_.assign(columns_.size(), std::numeric_limits<size_t>::max());
    item.each_member([&](std::string_view name, JsonView cell) {
      for (const auto& [column, rank] : columns_named(name)) {
        const bool empty = cell.is_null() || (cell.is_string() && cell.text().empty());
        if (empty || rank >= best_[column]) continue;
        best_[column] = rank;
        found_[column] = cell;
      }
      return true;
    });
    return found_;
  }

 private:
  using Places = std::vector<std::pair<size_t, size_t>>;  // column, how good the name is

  const Places& columns_named(std::string_view name) {
    const auto known = places_.find(name);
    if (known != places_.end()) return known->second;
    Places places;
    const std::string plain = squash(name);
    for (size_t column = 1; column < columns_.size(); ++column) {
      const auto& names = columns_[column].feed_names;
      for (size_t rank = 0; rank < names.size(); ++rank) {
        if (names[rank] != plain) continue;
        places.emplace_back(column, rank);
        break;
      }
    }
    return places_.emplace(name, std::move(places)).first->second;
  }

  const std::vector<InteractionSource::Column>& columns_;
  std::map<std::string, Places, std::less<>> places_;
  std::vector<std::optional<JsonView>> found_;
  std::vector<size_t> best_;
};

}  // namespace

Result<ItemFeed> read_item_feed(Sqlite& state,
                                const std::vector<InteractionSource::Column>& columns,
                                std::vector<Dictionary>& values) {
  ItemFeed feed;
  feed.texts.resize(values.size());
  size_t numbers = 0;
  for (const auto& column : columns) numbers += column.type == ColumnType::kNumber;
  feed.numbers.resize(numbers);
  ASSIGN(auto items, state.prepare("SELECT key, attributes FROM items ORDER BY key"));
  JsonParser parser;
  Attributes attributes(columns);
  while (true) {
    ASSIGN(const bool more, items.step());
    if (!more) return feed;
    const auto item = parser.parse(items.text(1));
    if (!item) {
      return fail(ErrorCode::kUnusable, format("item feed: product {}: {}; import the feed again",
                                               items.text(0), item.error().message));
    }
    feed.product.push_back(values[0].add(items.text(0)));
    const auto& cells = attributes.read(*item);
    size_t text = 0, number = 0;
    for (size_t column = 0; column < columns.size(); ++column) {
      const auto& cell = cells[column];
      if (columns[column].type == ColumnType::kNumber) {
        const auto value = cell ? number_of(*cell) : std::nullopt;
        feed.numbers[number++].push_back(value ? static_cast<float>(*value)
                                               : std::numeric_limits<float>::quiet_NaN());
        continue;
      }
      const auto value = cell ? cell->to_cell() : std::nullopt;
      feed.texts[text].push_back(value ? values[text].add(*value) : kNoValue);
      ++text;
    }
  }
}

}  // namespace likely
