#pragma once

#include "base/progress.h"
#include "pipeline/backtest.h"
#include "pipeline/past_window.h"

namespace likely {

// Judges one column's model on a past window: audiences of the values that converted, calibration
// on the values known before, lists of the people who converted.
ColumnBacktest judge_column(const Model& model, const ColumnModel& column, const PastWindow& window,
                            int threads, Progress& progress);

}  // namespace likely
