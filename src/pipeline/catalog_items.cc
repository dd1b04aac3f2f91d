// The products of the catalog: those of the item feed and those that events name.

#include <algorithm>
#include <map>

#include "base/format.h"
#include "pipeline/catalog_values.h"
#include "pipeline/interactions.h"
#include "store/interaction_store.h"

namespace likely {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool holds(std::string_view text, std::string_view lowered) {
  return !std::ranges::search(text, lowered, {}, lower).empty() || lowered.empty();
}

struct Uses {
  uint64_t count = 0;
  TimeUs last = 0;
};

// What events say of the products: key → uses. Without a catalog none.
Result<std::map<std::string, Uses>> read_uses(Space& space) {
  std::map<std::string, Uses> uses;
  const auto serving = serving_mapping(space);
  if (!serving && serving.error().code == ErrorCode::kNotFound) return uses;
  if (!serving) return std::unexpected(serving.error());
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(auto rows,
         warehouse->connection().stream(format(
             "SELECT value, count(t0), max(at_us) FILTER (t0 IS NOT NULL) FROM {} LEFT JOIN {} ON "
             "t0 = code WHERE text = 0 GROUP BY value",
             values_table(serving->version), interactions_table(serving->version))));
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool any, rows.next(chunk));
    if (!any) return uses;
    for (size_t row = 0; row < chunk.size(); ++row) {
      uses[std::string(chunk.text(0, row))] = {
          static_cast<uint64_t>(chunk.cells<int64_t>(1)[row]),
          chunk.is_null(2, row) ? 0 : chunk.cells<int64_t>(2)[row]};
    }
  }
}

CatalogItem item_of(std::string key, const Uses& uses) {
  CatalogItem item{.key = std::move(key), .attributes = "{}", .interactions = uses.count};
  if (uses.count > 0) item.last = uses.last;
  return item;
}

Result<void> read_attributes(Sqlite& state, CatalogItem& item) {
  ASSIGN(auto select, state.prepare("SELECT attributes FROM items WHERE key = ?1"));
  select.bind(1, std::string_view(item.key));
  ASSIGN(item.in_feed, select.step());
  if (item.in_feed) item.attributes = select.text(0);
  return {};
}

Result<std::vector<CatalogItemPage::Event>> read_events(Space& space, const std::string& key) {
  std::vector<CatalogItemPage::Event> events;
  const auto serving = serving_mapping(space);
  if (!serving) return events;
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(auto select, warehouse->connection().prepare(format(
                          "SELECT rule, count(*), min(at_us), max(at_us) FROM {} WHERE t0 IN "
                          "(SELECT code FROM {} WHERE text = 0 AND value = $1) GROUP BY rule ORDER "
                          "BY count(*) DESC, rule",
                          interactions_table(serving->version), values_table(serving->version))));
  select.bind(1, std::string_view(key));
  ASSIGN(auto rows, select.stream());
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool any, rows.next(chunk));
    if (!any) return events;
    for (size_t row = 0; row < chunk.size(); ++row) {
      const uint8_t rule = chunk.cells<uint8_t>(0)[row];
      if (rule >= serving->mapping.rules.size()) continue;
      events.push_back({serving->mapping.rules[rule].event,
                        static_cast<uint64_t>(chunk.cells<int64_t>(1)[row]),
                        chunk.cells<int64_t>(2)[row], chunk.cells<int64_t>(3)[row]});
    }
  }
}

}  // namespace

Result<CatalogItems> catalog_items(Space& space, const CatalogItemQuery& query) {
  std::string search = query.search;
  std::ranges::transform(search, search.begin(), lower);
  ASSIGN(auto uses, read_uses(space));
  std::vector<CatalogItem> found;
  ASSIGN(auto feed, space.state().prepare("SELECT key, attributes FROM items"));
  TRY(feed.each_row([&](SqliteStatement& row) {
    const auto used = uses.extract(std::string(row.text(0)));
    if (!holds(row.text(0), search) && !holds(row.text(1), search)) return;
    found.push_back(item_of(std::string(row.text(0)), used.empty() ? Uses{} : used.mapped()));
    found.back().in_feed = true;
  }));
  for (const auto& [key, of_key] : uses) {
    if (holds(key, search)) found.push_back(item_of(key, of_key));
  }
  std::ranges::sort(found, [](const CatalogItem& a, const CatalogItem& b) {
    return a.interactions != b.interactions ? a.interactions > b.interactions : a.key < b.key;
  });
  CatalogItems page{.count = found.size()};
  for (size_t i = query.skip; i < found.size() && page.items.size() < query.limit; ++i) {
    page.items.push_back(std::move(found[i]));
    TRY(read_attributes(space.state(), page.items.back()));
  }
  page.more = query.skip + page.items.size() < found.size();
  return page;
}

Result<CatalogItemPage> catalog_item(Space& space, const std::string& key) {
  CatalogItemPage page{.item = {.key = key, .attributes = "{}"}};
  TRY(read_attributes(space.state(), page.item));
  ASSIGN(page.events, read_events(space, key));
  for (const auto& event : page.events) {
    page.item.interactions += event.interactions;
    page.item.last = std::max(page.item.last.value_or(event.last), event.last);
  }
  if (page.item.in_feed || !page.events.empty()) return page;
  return fail_field(ErrorCode::kNotFound, "item",
                    "there is no such product, neither in the item feed nor in an event");
}

}  // namespace likely
