#pragma once

#include <cstdint>
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

// Conversions in some windows, and the profiles known before each.
struct Level {
  double conversions = 0, profiles = 0;
};

// Carries a calibration of trees that learned the windows `from` over to trees that learned the
// windows `to`: where more came in `to`, they expect as much more already. Levelling those trees on
// pairs that they have learned would promise too much. REQUIRES: to.profiles > 0.
void carry_over(Calibration& calibration, const Level& from, const Level& to);

// Per value ln((actual + k) / (expected + k)) after calibration, of pairs that the trees have not
// learned.
std::vector<float> value_shifts(const std::vector<Pair>& pairs, const std::vector<int64_t>& units,
                                const Calibration& calibration, size_t values);

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
