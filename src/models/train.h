#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "base/result.h"
#include "domain/interactions.h"

namespace likely {

struct BinnedRows;

// What the trees of a column see: the pairs of the older windows, and those of the last one in the
// same bins. For benchmarks.
using PairObserver = std::function<void(std::string_view column, const BinnedRows& learned,
                                        const BinnedRows& judged)>;

struct TrainOptions {
  int horizon_days = 30;
  TimeUs now = 0;   // interactions at or after it are not looked at
  int threads = 1;  // any number gives the same bytes
  // Only this column (and its twin) is learned, as it is beside the others; those stay flat. Empty:
  // all.
  std::string only;
  PairObserver observe = nullptr;
};

// Trains all columns on what was known at `now`; goals are the flags of data.rules. Returns the
// bytes of a model file. Errors: kUnusable when there is nothing to learn from (no interaction
// before now, no goal), kCancelled.
Result<std::string> train(const Interactions& data, const TrainOptions& options,
                          Progress& progress);

}  // namespace likely
