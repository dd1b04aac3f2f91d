#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/mapping.h"
#include "store/space.h"

namespace likely {

// A column that people can be asked for by.
struct CatalogColumn {
  std::string name;
  ColumnType type = ColumnType::kText;
  uint64_t values = 0;        // different ones; of numbers 0: they are asked for by band
  uint64_t interactions = 0;  // that have a value of it
};
// kNotFound without a catalog.
Result<std::vector<CatalogColumn>> catalog_columns(Space& space);

struct CatalogValue {
  std::string value;
  uint64_t interactions = 0;
  std::optional<TimeUs> last;
};
struct CatalogValueQuery {
  std::string column;
  std::string search;  // part of it, whatever the case; empty: all
  uint64_t skip = 0;
  size_t limit = 50;
};
struct CatalogValues {
  std::vector<CatalogValue> values;  // the most frequent first
  bool more = false;
  bool known = false;                // the search is a value, byte for byte
  std::vector<std::string> similar;  // unless it is known: what may be meant, the nearest first
};
// The values that were seen of a text column; of a number column the bands of the model that
// serves, with the people who touched them. Errors: kNotFound without a catalog, kUnknown: no such
// column.
Result<CatalogValues> catalog_values(Space& space, const CatalogValueQuery& query);

// A product: of the item feed, or seen in events, or both.
struct CatalogItem {
  std::string key;
  std::string attributes;  // JSON object; of one that the feed does not have {}
  bool in_feed = false;
  uint64_t interactions = 0;
  std::optional<TimeUs> last;
};
struct CatalogItemQuery {
  std::string search;  // part of its key or of an attribute, whatever the case; empty: all
  uint64_t skip = 0;
  size_t limit = 50;
};
struct CatalogItems {
  std::vector<CatalogItem> items;  // most interactions first, then by key
  uint64_t count = 0;              // that were found
  bool more = false;
};
Result<CatalogItems> catalog_items(Space& space, const CatalogItemQuery& query);

struct CatalogItemPage {
  CatalogItem item;
  struct Event {
    std::string name;
    uint64_t interactions = 0;
    TimeUs first = 0, last = 0;
  };
  std::vector<Event> events;  // by interaction event, most frequent first
};
// kNotFound: neither in the feed nor in any event.
Result<CatalogItemPage> catalog_item(Space& space, const std::string& key);

}  // namespace likely
