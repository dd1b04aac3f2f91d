#pragma once

#include <string>
#include <vector>

#include "base/dictionary.h"
#include "base/result.h"
#include "store/interaction_codes.h"
#include "store/sqlite.h"

namespace likely {

// What the item feed says about products, in the columns of a mapping.
struct ItemFeed {
  std::vector<uint32_t> product;             // per item: its code in values[0]
  std::vector<std::vector<uint32_t>> texts;  // per text column and item: code, or kNoValue
  std::vector<std::vector<float>> numbers;   // per number column and item: NaN: none
};

// Reads the feed; its products and values are added to `values` (per text column, Product first).
Result<ItemFeed> read_item_feed(Sqlite& state,
                                const std::vector<InteractionSource::Column>& columns,
                                std::vector<Dictionary>& values);

}  // namespace likely
