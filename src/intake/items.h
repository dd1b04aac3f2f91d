#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "intake/source.h"
#include "store/space.h"

namespace likely {

struct ItemOptions {
  std::vector<std::string> files;
  std::optional<FileFormat> format;
  std::string key;       // the column of the products' primary key
  std::string shown_as;  // how messages name the one file; empty: by its path
};

struct ItemSummary {
  uint64_t files = 0;
  uint64_t added = 0, changed = 0, unchanged = 0;
  uint64_t refused = 0;               // rows without a key, or not readable
  std::vector<std::string> refusals;  // the first few of them, for people
  uint64_t items = 0;                 // in the feed afterwards
};

// Imports an item feed: every row's other columns become the attributes of the product that its key
// names, replacing those of an earlier feed. One transaction: all rows or none. Errors: kUsage (no
// such column), kUnusable (a file that cannot be read, or not one row with a key), kCancelled.
Result<ItemSummary> import_items(Space& space, const ItemOptions& options, Progress& progress);

}  // namespace likely
