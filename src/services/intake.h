#pragma once

#include <functional>

#include "base/progress.h"
#include "intake/import.h"
#include "intake/items.h"
#include "intake/overview.h"

namespace likely {

// What comes in, and what is in.
struct IntakeService {
  std::function<Result<ImportSummary>(const ImportOptions&, Progress&)> import;
  std::function<Result<ItemSummary>(const ItemOptions&, Progress&)> import_items;
  std::function<Result<Overview>()> overview;
  std::function<Result<DiscardList>(const DiscardQuery&)> discards;
};

}  // namespace likely
