#pragma once

#include <memory>
#include <optional>
#include <span>
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

// A model ready to answer, its file mapped. As of its own now in a folder that holds history only;
// in one with live events as of the clock, the histories being those of all interactions. Needs no
// folder any more: a server may keep one for some seconds. Movable, then immutable; any number of
// threads may ask.
struct CurrentModel {
  ModelRecord record;
  MappedFile file;
  std::unique_ptr<Model> learned;  // what `model` borrows from; null when it is as trained
  std::unique_ptr<Model> model;
  ModelSummary summary;
  // When it read the interactions, for what is stored of them (store/scored_events.h).
  std::optional<int64_t> scored_before = {};

  // As trained. DuckDB stays closed. kNotFound says which command comes first.
  static Result<CurrentModel> open(Space& space, const ModelChoice& choice);
  // As of `clock` if the folder has live events; of `people` only, or of everyone.
  static Result<CurrentModel> open(Space& space, const ModelChoice& choice, TimeUs clock,
                                   int threads,
                                   std::optional<std::span<const ProfileNumber>> people = {});

  // When the model was learned, whatever its histories are of.
  TimeUs learned_now() const { return learned == nullptr ? model->now() : learned->now(); }
  // The column's model; kUnknown lists the mapped columns.
  Result<const ColumnModel*> column(std::string_view name) const;
};

// A current model and the data folder it came from.
struct LoadedModel : CurrentModel {
  std::unique_ptr<Space> space;

  // kNotFound says which command comes first: import, catalog set or train.
  static Result<LoadedModel> open(const Place& place, const ModelChoice& choice, Access access);
  // The same in a folder that is open already.
  static Result<LoadedModel> open(
      std::unique_ptr<Space> space, const ModelChoice& choice, const Place& place,
      std::optional<std::span<const ProfileNumber>> people = std::nullopt);
};

// The error of a column that is none of `mapped`: kUnknown, with the one that may be meant.
Error no_such_column(std::string_view name, const std::vector<std::string>& mapped);

// Fails with kNotFound when no catalog was set yet; says how to.
Result<void> require_catalog(Space& space);

// The spread of a column as an interval needs it. A target that the data says little about is less
// certain than the column's typical one: its own relative deviation is at least .5 when evidence is
// weak and 1 when there is none.
Uncertainty uncertainty_of(const ColumnModel& column, Evidence evidence);

}  // namespace likely
