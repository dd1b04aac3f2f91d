#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "domain/interactions.h"
#include "models/model.h"
#include "store/model_registry.h"
#include "store/place.h"

namespace likely {

struct TrainRequest {
  std::vector<std::string> goals;   // event names; empty: those of the catalog
  std::optional<int> horizon_days;  // default 30
  std::string as_of;                // a time; empty: just after the last event
  // Whether a model that is clearly worse than the one that serves is kept without serving
  // (pipeline/retrain_gate.h).
  bool gated = false;
};

// What was learned of one column.
struct ColumnReport {
  std::string name;
  uint64_t values = 0;
  Quality quality;
};

struct TrainReport {
  ModelRecord model;
  uint64_t interactions = 0;    // before now, without searches
  uint64_t search_matches = 0;  // values that the words of searches were matched to, before now
  uint64_t profiles = 0;
  std::vector<ColumnReport> columns;
  std::vector<std::string> notes;
  std::string held_back;  // why it does not serve; empty: it does
};

// Trains all columns on what was known as of now and registers the model, without those who were
// erased while it learned.
Result<TrainReport> train_model(const Place& place, const TrainRequest& request,
                                Progress& progress);

// The moment up to which events count: a given time, else one microsecond after the last event
// (which so counts itself). kUsage when it is no time.
Result<TimeUs> resolve_now(const Interactions& data, const std::string& as_of);

// Makes the named events, and no others, the goals. Without names the catalog's goals stay; kUsage
// lists the mapped events when a name is none of them or one that removes.
Result<void> set_goals(Interactions& data, const std::vector<std::string>& goals);

// Whether a horizon can be used: 1 to 365 days; kUsage otherwise.
Result<int> check_horizon(std::optional<int> days);

std::vector<std::string> goal_names(const std::vector<Interactions::Rule>& rules);

}  // namespace likely
