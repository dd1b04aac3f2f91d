#pragma once

#include "base/progress.h"
#include "pipeline/backtest.h"
#include "pipeline/past_window.h"

namespace likely {

// The other question of a backtest, person → values: how good the lists of ten are, by the model
// and by every simple rule, for the people who converted in the window. Fills customers and the
// trait metrics of result.methods, which has Likely first, then the rules.
void judge_lists(const ColumnModel& column, const PastWindow& window, int threads,
                 Progress& progress, ColumnBacktest& result);

}  // namespace likely
