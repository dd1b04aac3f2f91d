#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "pipeline/loaded_model.h"
#include "store/place.h"

namespace likely {

// More rows than this are refused without a top number.
inline constexpr uint64_t kMaxPairs = 1'000'000'000;

// The raw propensities: which values, for whom, into which file.
struct ScoreOptions {
  std::string column;
  std::vector<std::string> values;  // as typed; with the file's and without it: all known ones
  std::string values_file;          // one value a line, bytes as they are
  std::optional<uint64_t> top;      // only so many profiles a value, the likeliest first
  std::string out;                  // .csv, .ndjson or .parquet
  bool known_only = false;
  ModelChoice model;
};

struct ScoreReport {
  uint64_t values = 0;
  uint64_t unseen = 0;  // of them, never seen before
  uint64_t profiles = 0;
  uint64_t rows = 0;
  std::string out;
  ModelSummary model;
};

// Writes profile_id, user_id, value, probability: value after value in the order given, profiles
// by number, or with `top` the likeliest first. Memory does not grow with the values. kUsage: an
// unmapped column, no values in the file, more than kMaxPairs rows without `top`.
Result<ScoreReport> score_values(const Place& place, const ScoreOptions& options,
                                 Progress& progress);

}  // namespace likely
