#include "pipeline/model_quality.h"

#include "pipeline/loaded_model.h"

namespace likely {

Result<ModelQuality> model_quality(Space& space, const ModelChoice& choice) {
  ASSIGN(const CurrentModel current, CurrentModel::open(space, choice));
  ModelQuality quality{.model = current.record, .notes = current.summary.notes};
  for (const auto& column : current.model->columns()) {
    quality.columns.push_back(
        {std::string(column->name()), column->quality(), column->spread(), column->value_count()});
  }
  return quality;
}

}  // namespace likely
