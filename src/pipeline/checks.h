#pragma once

#include <string>

#include "base/result.h"
#include "pipeline/backtest.h"
#include "pipeline/train.h"
#include "pipeline/trait.h"
#include "store/place.h"

namespace likely {

// What a long computation would refuse whatever it computed, said before it is begun: names that
// stand for nothing, texts that cannot be read. The errors are those of the computation itself; no
// event is read.
Result<void> check_training(const Place& place, const TrainRequest& request);
Result<void> check_backtest(const Place& place, const BacktestRequest& request);
Result<void> check_trait(const Place& place, const std::string& name, const TraitQuery& query);
Result<void> check_mapping_text(const std::string& text);

// kUnknown when the column is given and not mapped.
Result<void> check_column(const Interactions& data, const std::string& name);
// The rules and columns of the mapping that serves, without a row. kNotFound without a mapping.
Result<Interactions> no_interactions(Space& space);

}  // namespace likely
