#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/fit.h"
#include "models/model.h"

namespace likely {

// Raw log-odds → calibrated log-odds: strictly rising, linear between knots, slope 1 beyond them.
struct Calibration {
  std::vector<double> raw;         // ascending
  std::vector<double> calibrated;  // ascending

  double operator()(double raw_log_odds) const;
};

// Isotonic (pool adjacent violators) on the pairs of a window that the trees have not learned,
// at least 25 conversions a block; with fewer than 100 conversions one common shift.
// units: raw scores of the pairs.
Calibration calibrate(const std::vector<Pair>& pairs, const std::vector<int64_t>& units);

// Moves the whole calibration so that on these pairs as many conversions are expected as came: the
// level of the last window for trees that have learned it too.
void align_level(Calibration& calibration, const std::vector<Pair>& pairs,
                 const std::vector<int64_t>& units);

// Pairs and the raw scores of them.
struct ScoredPairs {
  const std::vector<Pair>& pairs;
  std::vector<int64_t> units;
};

// Per value ln((actual + k) / (expected + k)) after calibration, over all parts; each part's level
// is taken as it came, so that only what sets a value apart from the others remains.
std::vector<float> value_shifts(std::span<const ScoredPairs> parts, const Calibration& calibration,
                                size_t values);

// What a scored target of a closed window came to: p and outcome of every eligible profile.
struct JudgedTarget {
  double expected[3], actual[3];  // likeliest 5 %, 20 %, everyone
  double variance_20 = 0;         // Σ p (1 - p) of the likeliest 20 %
  double auc = 0, average_precision = 0, recall_5 = 0, recall_20 = 0;
  double rule_recall_5 = 0, rule_recall_20 = 0;
  uint64_t positives = 0;
};

// p: probabilities; touched: days since the last touch, kNever for none (the rule "touched before,
// newest first", then the active first); converted: 0 or 1. All of the eligible profiles.
JudgedTarget judge_target(const std::vector<float>& p, const std::vector<float>& touched_days,
                          const std::vector<float>& active_days,
                          const std::vector<uint8_t>& converted);

// Means over targets; sums of expected and actual.
Quality summarise(const std::vector<JudgedTarget>& targets);

// Width of intervals: how far single targets were off beyond chance, and how far the level of
// conversions moved from one window to the next. levels: conversions a profile of consecutive
// windows, oldest first.
Spread measure_spread(const std::vector<JudgedTarget>& targets, const std::vector<double>& levels);

}  // namespace likely
