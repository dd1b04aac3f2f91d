#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "pipeline/ranking_metrics.h"
#include "store/place.h"

namespace likely {

struct BacktestRequest {
  std::string column;               // empty: all
  std::vector<std::string> goals;   // empty: those of the catalog
  std::optional<int> horizon_days;  // default 30
  std::string as_of;  // the end of the tested window; empty: just after the last event
};

// One way to order people, or values for a person: Likely, or a simple rule.
struct MethodScore {
  std::string name;
  RankMetrics audience;  // mean over the judged values
  double lift[4] = {};   // recall ÷ share of people, by kSlices
  ListMetrics trait;     // mean over the judged people, k = 10
};

// Expected beside actual conversions, over values that were known before the window.
struct SliceCalibration {
  double share = 1;  // of the people, the likeliest first
  double expected = 0;
  double actual = 0;
};

// The same question among people who had touched the value before, or never.
struct SplitScore {
  int values = 0;
  uint64_t conversions = 0;
  double auc = 0;
  double rule_auc = 0;  // of the best simple rule
};

struct GainsPoint {
  double people = 0;  // share of the people, the likeliest first
  double likely = 0;  // share of the buyers among them, mean over the judged values
  double rule = 0;    // by the best simple rule
};

struct ColumnBacktest {
  std::string name;
  uint64_t profiles = 0;     // with history before the cut
  uint64_t conversions = 0;  // profile × value, in the window
  int values = 0;            // judged: with at least `least` conversions
  int least = 20;
  int known_values = 0;              // calibration: values with conversions before the cut
  uint64_t customers = 0;            // people whose lists were judged
  bool low_data = false;             // too few conversions to judge by; numbers say little
  std::vector<MethodScore> methods;  // Likely first
  size_t best_rule = 1;              // index into methods, by recall in the top 5 %
  std::vector<SliceCalibration> calibration;
  SplitScore repeat, explore;
  std::vector<GainsPoint> gains;
};

struct BacktestReport {
  TimeUs cut = 0;    // what was known ended here
  TimeUs until = 0;  // what then happened ended here
  int horizon_days = 30;
  std::vector<std::string> goals;
  std::vector<ColumnBacktest> columns;
  std::vector<std::string> notes;
};

// Trains on what was known one horizon before now and tests on what then happened. Stores nothing.
// kUnusable when the history is too short for it.
Result<BacktestReport> run_backtest(const Place& place, const BacktestRequest& request,
                                    Progress& progress);

}  // namespace likely
