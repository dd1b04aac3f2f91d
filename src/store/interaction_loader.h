#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "domain/interactions.h"
#include "domain/mapping.h"
#include "store/space.h"

namespace likely {

// The values that the words of a search stand for: (index into texts, code), the best first.
using SearchMatch = std::vector<std::pair<size_t, uint32_t>>;
using SearchMatcher = std::function<SearchMatch(std::string_view query)>;

// What the tables of a mapping version do not say of themselves.
struct InteractionSource {
  struct Column {
    std::string name;
    ColumnType type = ColumnType::kText;
    // Attributes of the item feed that hold the same, squashed (base/words.h), the best first.
    std::vector<std::string> feed_names;
  };
  int64_t version = 0;
  std::vector<Interactions::Rule> rules;
  std::vector<Column> columns;  // of the mapping, Product first
  // Makes the matcher of searches once all values are known; each match becomes a row.
  std::function<SearchMatcher(const std::vector<Interactions::TextColumn>&)> searches;
};

// All interactions of a mapping, merged profiles and the item feed applied: profiles are survivors,
// codes are ranks of the values by bytes, a cell that a row lacks is taken from the feed.
Result<Interactions> load_interactions(Space& space, const InteractionSource& source, int threads);

}  // namespace likely
