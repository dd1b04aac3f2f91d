#pragma once

#include <string>
#include <vector>

#include "models/model.h"
#include "store/model_registry.h"
#include "store/space.h"

namespace likely {

// How good the model that serves was on the last closed window, column by column.
struct ModelQuality {
  ModelRecord model;
  struct Column {
    std::string name;
    Quality quality;
    Spread spread;
    size_t values = 0;  // that it knows
  };
  std::vector<Column> columns;
  std::vector<std::string> notes;
};
// kNotFound: there is no model.
Result<ModelQuality> model_quality(Space& space, const ModelChoice& choice);

}  // namespace likely
