#include "pipeline/backtest_column.h"

#include <algorithm>

#include "base/threads.h"
#include "pipeline/backtest_lists.h"

namespace likely {
namespace {

constexpr int kLeast = 20;         // conversions that a judged value has
constexpr int kLeastOfLittle = 5;  // the same when hardly any value has so many
constexpr size_t kFewValues = 5;
constexpr size_t kMostValues = 300;
constexpr uint64_t kMostPairs = 40'000'000;  // profiles × values looked at
constexpr uint64_t kFewConversions = 100;
constexpr size_t kMethods = kRules + 1;  // Likely first
constexpr double kGains[] = {0,   .01, .02, .03, .05, .075, .1, .15, .2,
                             .25, .3,  .4,  .5,  .6,  .7,   .8, .9,  1};

std::vector<uint32_t> values_with(const PastWindow& window, size_t least) {
  std::vector<uint32_t> values;
  for (uint32_t value = 0; value < window.value_count(); ++value) {
    const size_t buyers = window.buyers(value).size();
    if (buyers >= least && buyers < window.profile_count()) values.push_back(value);
  }
  return values;
}

std::vector<uint32_t> known_values(const PastWindow& window, uint32_t least) {
  std::vector<uint32_t> values;
  for (uint32_t value = 0; value < window.value_count(); ++value) {
    if (window.recent_buyers(value) >= least) values.push_back(value);
  }
  return values;
}

// What one value says of every method.
struct ValueScore {
  RankMetrics metrics[kMethods];
  double gains[kMethods][std::size(kGains)] = {};
  double repeat_auc[kMethods], explore_auc[kMethods];  // -1: not of both kinds
  uint64_t repeat = 0, explore = 0;                    // conversions
};

std::vector<double> likely_scores(const Model& model, const ColumnModel& column,
                                  const std::string& text) {
  std::vector<float> probabilities(model.profiles().size());
  column.score_target(column.find(text), 1, probabilities);
  return {probabilities.begin(), probabilities.end()};
}

void measure_gains(std::span<const uint32_t> order, const std::vector<bool>& labels, size_t buyers,
                   double* gains) {
  size_t at = 0, hits = 0;
  for (size_t g = 0; g < std::size(kGains); ++g) {
    for (const uint64_t end = slice_size(kGains[g], order.size()); at < end; ++at) {
      hits += labels[order[at]];
    }
    gains[g] = static_cast<double>(hits) / static_cast<double>(buyers);
  }
}

ValueScore judge_value(const Model& model, const ColumnModel& column, const PastWindow& window,
                       uint32_t value) {
  ValueScore score;
  std::vector<bool> labels(window.profile_count()), touched(window.profile_count());
  for (const uint32_t buyer : window.buyers(value)) labels[buyer] = true;
  for (const Touch& touch : window.touches(value)) touched[touch.profile] = true;
  std::vector<bool> untouched = touched;
  untouched.flip();
  for (const uint32_t buyer : window.buyers(value)) {
    ++(touched[buyer] ? score.repeat : score.explore);
  }
  for (size_t m = 0; m < kMethods; ++m) {
    const auto scores = m == 0 ? likely_scores(model, column, window.text(value))
                               : rule_scores(window, m - 1, value);
    const auto order = order_by_score(scores);
    score.metrics[m] = rank_metrics(scores, order, labels);
    measure_gains(order, labels, window.buyers(value).size(), score.gains[m]);
    score.repeat_auc[m] = auc_among(scores, order, labels, touched);
    score.explore_auc[m] = auc_among(scores, order, labels, untouched);
  }
  return score;
}

SplitScore split_of(const std::vector<ValueScore>& scores, size_t rule,
                    const double (ValueScore::*aucs)[kMethods], uint64_t ValueScore::*conversions) {
  SplitScore split;
  for (const ValueScore& score : scores) {
    split.conversions += score.*conversions;
    const auto& auc = score.*aucs;
    if (auc[0] < 0) continue;
    ++split.values;
    split.auc += auc[0];
    split.rule_auc += auc[rule];
  }
  if (split.values > 0) {
    split.auc /= split.values;
    split.rule_auc /= split.values;
  }
  return split;
}

void average(const std::vector<ValueScore>& scores, ColumnBacktest& result) {
  const double count = std::max<double>(1, static_cast<double>(scores.size()));
  for (size_t m = 0; m < kMethods; ++m) {
    MethodScore& method = result.methods[m];
    for (const ValueScore& score : scores) {
      method.audience.auc += score.metrics[m].auc / count;
      method.audience.average_precision += score.metrics[m].average_precision / count;
      for (size_t s = 0; s < std::size(kSlices); ++s) {
        method.audience.recall[s] += score.metrics[m].recall[s] / count;
      }
    }
    for (size_t s = 0; s < std::size(kSlices); ++s) {
      method.lift[s] = method.audience.recall[s] / kSlices[s];
    }
  }
  for (size_t m = 1; m < kMethods; ++m) {
    if (result.methods[m].audience.recall[kTop5] >
        result.methods[result.best_rule].audience.recall[kTop5]) {
      result.best_rule = m;
    }
  }
  result.repeat = split_of(scores, result.best_rule, &ValueScore::repeat_auc, &ValueScore::repeat);
  result.explore =
      split_of(scores, result.best_rule, &ValueScore::explore_auc, &ValueScore::explore);
  for (size_t g = 0; g < std::size(kGains); ++g) {
    GainsPoint point{.people = kGains[g]};
    for (const ValueScore& score : scores) {
      point.likely += score.gains[0][g] / count;
      point.rule += score.gains[result.best_rule][g] / count;
    }
    result.gains.push_back(point);
  }
}

void judge_audiences(const Model& model, const ColumnModel& column, const PastWindow& window,
                     int threads, Progress& progress, ColumnBacktest& result) {
  auto values = values_with(window, kLeast);
  if (values.size() < kFewValues) {
    result.least = kLeastOfLittle;
    values = values_with(window, kLeastOfLittle);
  }
  const uint64_t affordable = kMostPairs / std::max<size_t>(window.profile_count(), 1);
  values = sample_numbers(std::move(values), std::clamp<size_t>(affordable, 20, kMostValues));
  result.values = static_cast<int>(values.size());
  result.low_data = window.conversions() < kFewConversions || values.empty();
  progress.step("judging audiences of " + result.name, values.size(), "values");
  std::vector<ValueScore> scores(values.size());
  parallel_for(threads, values.size(), 1, [&](size_t begin, size_t, int) {
    if (progress.cancelled()) return;
    scores[begin] = judge_value(model, column, window, values[begin]);
    progress.at(begin + 1);
  });
  average(scores, result);
}

void judge_calibration(const Model& model, const ColumnModel& column, const PastWindow& window,
                       int threads, ColumnBacktest& result) {
  const uint64_t affordable = kMostPairs / std::max<size_t>(window.profile_count(), 1);
  auto values = known_values(window, kLeast);
  if (values.size() < kFewValues) values = known_values(window, 1);
  values = sample_numbers(std::move(values), std::clamp<size_t>(affordable, 20, kMostValues));
  result.known_values = static_cast<int>(values.size());
  for (const double share : kSlices) result.calibration.push_back({.share = share});
  result.calibration.push_back({.share = 1});
  std::vector<std::vector<SliceCalibration>> all(values.size(), result.calibration);
  parallel_for(threads, values.size(), 1, [&](size_t begin, size_t, int) {
    const auto scores = likely_scores(model, column, window.text(values[begin]));
    const auto order = order_by_score(scores);
    std::vector<bool> labels(scores.size());
    for (const uint32_t buyer : window.buyers(values[begin])) labels[buyer] = true;
    for (SliceCalibration& slice : all[begin]) {
      for (size_t i = 0; i < slice_size(slice.share, order.size()); ++i) {
        slice.expected += scores[order[i]];
        slice.actual += labels[order[i]];
      }
    }
  });
  for (const auto& of_value : all) {
    for (size_t s = 0; s < of_value.size(); ++s) {
      result.calibration[s].expected += of_value[s].expected;
      result.calibration[s].actual += of_value[s].actual;
    }
  }
}

}  // namespace

ColumnBacktest judge_column(const Model& model, const ColumnModel& column, const PastWindow& window,
                            int threads, Progress& progress) {
  ColumnBacktest result{.name = std::string(column.name()),
                        .profiles = window.profile_count(),
                        .conversions = window.conversions()};
  result.methods.push_back({.name = "Likely"});
  for (const char* rule : kRuleNames) result.methods.push_back({.name = rule});
  judge_audiences(model, column, window, threads, progress, result);
  judge_calibration(model, column, window, threads, result);
  judge_lists(column, window, threads, progress, result);
  return result;
}

}  // namespace likely
