#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "audiences/interval.h"
#include "base/result.h"
#include "models/model.h"
#include "store/mapped_file.h"
#include "store/model_registry.h"
#include "store/place.h"
#include "store/space.h"

namespace likely {

// A model as answers tell of it.
struct ModelSummary {
  std::string name;
  std::vector<std::string> goals;
  int horizon_days = 30;
  TimeUs as_of = 0;
  std::vector<std::string> notes;  // what the reader should know, for people
};

// An opened data folder and the model that was asked for, its file mapped. DuckDB stays closed.
// Movable; the model may be used by any number of threads.
struct LoadedModel {
  std::unique_ptr<Space> space;
  ModelRecord record;
  MappedFile file;
  std::unique_ptr<Model> model;
  ModelSummary summary;

  // kNotFound says which command comes first: import, catalog set or train.
  static Result<LoadedModel> open(const Place& place, const ModelChoice& choice, Access access);
  // The same in a folder that is open already.
  static Result<LoadedModel> open(std::unique_ptr<Space> space, const ModelChoice& choice);

  // The column's model; kUsage lists the mapped columns.
  Result<const ColumnModel*> column(std::string_view name) const;
};

// The error of a --column that is none of `mapped`: kUsage, with the one that may be meant.
Error no_such_column(std::string_view name, const std::vector<std::string>& mapped);

// Fails with kNotFound when no catalog was set yet; says how to.
Result<void> require_catalog(Space& space);

// The spread of a column as an interval needs it. A target that the data says little about is less
// certain than the column's typical one: its own relative deviation is at least .5 when evidence is
// weak and 1 when there is none.
Uncertainty uncertainty_of(const ColumnModel& column, Evidence evidence);

}  // namespace likely
