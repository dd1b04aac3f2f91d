#include "models/column_training.h"

#include <algorithm>
#include <cmath>

#include "base/hash.h"
#include "base/threads.h"
#include "math/exp2.h"

namespace likely {

namespace {

constexpr double kEarlyEffort = 0.6;  // of the fit that only measures
constexpr size_t kJudgedPairs = 4'000'000;
constexpr size_t kMostJudged = 200;
constexpr uint32_t kPositivesToJudge = 20;

std::vector<int64_t> score_pairs(const PairTable& table, const Fit& fit, int threads) {
  const BinnedRows rows = bin_pairs(table, fit.borders, threads);
  constexpr size_t kLanes = ObliviousTrees::kBlock;
  std::vector<int64_t> units(rows.rows);
  parallel_for(threads, rows.rows, kLanes * 64, [&](size_t from, size_t to, int) {
    std::vector<uint8_t> bins(kFeatures * kLanes, 0);
    int64_t out[kLanes];
    for (size_t row = from; row < to; row += kLanes) {
      const size_t count = std::min(kLanes, to - row);
      for (size_t f = 0; f < kFeatures; ++f) {
        std::copy_n(rows.feature(f) + row, count, bins.data() + f * kLanes);
      }
      fit.trees.score_block(bins.data(), out);
      std::copy_n(out, count, units.data() + row);
    }
  });
  return units;
}

// Values with enough conversions, a sample by hash when they are many.
template <typename Count>
std::vector<uint32_t> values_with(size_t count, const Count& conversions_of, size_t profiles) {
  std::vector<std::pair<uint64_t, uint32_t>> values;
  for (uint32_t v = 0; v < count; ++v) {
    if (conversions_of(v) >= kPositivesToJudge) values.emplace_back(mix64(v, 11), v);
  }
  std::sort(values.begin(), values.end());
  const size_t most =
      std::clamp<size_t>(kJudgedPairs / std::max<size_t>(profiles, 1), 10, kMostJudged);
  if (values.size() > most) values.resize(most);
  std::vector<uint32_t> chosen;
  for (const auto& [order, value] : values) chosen.push_back(value);
  return chosen;
}

}  // namespace

void ColumnTraining::add_window(const State& state, const Outcomes& outcomes, size_t w,
                                size_t most) {
  (w > 1 ? older_ : last_)
      .append(sample_pairs(state, number_, outcomes, most, options_.horizon_days,
                           hash64(input_.name, w), options_.threads));
}

Result<void> ColumnTraining::fit_early(Progress& progress) {
  if (older_.pairs.empty() || last_.pairs.empty()) return {};
  ASSIGN(early_, fit_pairs(older_, kEarlyEffort, options_.threads, progress));
  if (options_.observe) {
    options_.observe(input_.name, bin_pairs(older_, early_->borders, options_.threads),
                     bin_pairs(last_, early_->borders, options_.threads));
  }
  return {};
}

Result<void> ColumnTraining::fit_all(Progress& progress) {
  older_.append(last_);
  ASSIGN(final_, fit_pairs(older_, 1, options_.threads, progress));
  older_ = {};
  return {};
}

Result<ColumnData> ColumnTraining::finish(const State& state, const Outcomes& outcomes,
                                          const std::vector<double>& levels,
                                          const ColumnTraining* twin, Progress& progress) {
  ColumnData column = names();
  if (twin != nullptr) {
    early_ = twin->early_;
  } else {
    TRY(fit_early(progress));
  }
  if (!early_ || last_.pairs.empty()) return flat(std::move(column));
  const ScoredPairs parts[] = {{older_.pairs, score_pairs(older_, *early_, options_.threads)},
                               {last_.pairs, score_pairs(last_, *early_, options_.threads)}};
  column.calibration = calibrate(last_.pairs, parts[1].units);
  column.shifts = Array(value_shifts(parts, column.calibration, input_.values.size()));
  measure(state, outcomes, *early_, levels, column);
  size_t positives = 0;
  for (const Pair& pair : last_.pairs) positives += pair.label;
  column.quality.low_data = positives < 100;

  if (twin != nullptr) {
    final_ = twin->final_;
  } else {
    TRY(fit_all(progress));
  }
  align_level(column.calibration, last_.pairs, score_pairs(last_, *final_, options_.threads));
  last_ = {};
  column.borders = final_->borders;
  column.trees = final_->trees;
  return column;
}

ColumnData ColumnTraining::names() const {
  ColumnData column;
  column.name = input_.name;
  column.numeric = input_.numeric;
  column.bounds = input_.bounds;
  std::vector<char> text;
  std::vector<uint64_t> begin{0};
  for (const std::string& value : input_.values) {
    text.insert(text.end(), value.begin(), value.end());
    begin.push_back(text.size());
  }
  column.text = Array(std::move(text));
  column.text_begin = Array(std::move(begin));
  return column;
}

// No closed window has a pair to learn from: everyone is equally, hardly likely.
ColumnData ColumnTraining::flat(ColumnData column) const {
  column.borders.resize(kFeatures);
  column.trees.base = std::llround(logit(1e-4) / ObliviousTrees::kLeafUnit);
  column.shifts = Array(std::vector<float>(input_.values.size(), 0.0f));
  column.spread = {1, 1, 1};
  column.quality.low_data = true;
  return column;
}

// Ranking is judged on values chosen by their outcome, calibration and intervals on values chosen
// by what was known before: choosing those by outcome would call every forecast too low.
void ColumnTraining::measure(const State& state, const Outcomes& outcomes, const Fit& fit,
                             const std::vector<double>& levels, ColumnData& column) const {
  std::vector<uint32_t> came(input_.values.size(), 0);
  for (const uint32_t value : outcomes.values) ++came[value];
  const size_t profiles = state.activity.size();
  const auto& known = state.columns[number_].values;
  const auto ranked =
      judge(state, outcomes, fit, column,
            values_with(
                input_.values.size(), [&](uint32_t v) { return came[v]; }, profiles));
  const auto calibrated =
      judge(state, outcomes, fit, column,
            values_with(
                input_.values.size(), [&](uint32_t v) { return known[v].converted; }, profiles));
  column.quality = summarise(ranked);
  const Quality sums = summarise(calibrated);
  column.quality.expected_over_actual = sums.expected_over_actual;
  column.quality.expected_over_actual_top5 = sums.expected_over_actual_top5;
  column.quality.expected_over_actual_top20 = sums.expected_over_actual_top20;
  column.spread = measure_spread(calibrated, levels);
}

std::vector<JudgedTarget> ColumnTraining::judge(const State& state, const Outcomes& outcomes,
                                                const Fit& fit, const ColumnData& column,
                                                const std::vector<uint32_t>& values) const {
  const size_t profiles = state.activity.size();
  const Scorer scorer(state, number_, fit.borders, fit.trees);
  std::vector<int64_t> units(profiles);
  std::vector<JudgedTarget> judged;
  for (const uint32_t value : values) {
    scorer.score_value(value, options_.threads, units);
    std::vector<float> p, touched, active;
    std::vector<uint8_t> converted;
    for (size_t i = 0; i < profiles; ++i) {
      if (!state.activity[i].eligible()) continue;
      p.push_back(static_cast<float>(sigmoid(column.calibration(log_odds(units[i])))));
      const Cell* cell = find_cell(state.columns[number_].histories, i, value);
      touched.push_back(cell == nullptr ? kNever : cell->last_days);
      active.push_back(state.activity[i].days_30);
      const auto of = outcomes.of(i);
      converted.push_back(std::binary_search(of.begin(), of.end(), value));
    }
    judged.push_back(judge_target(p, touched, active, converted));
  }
  return judged;
}

}  // namespace likely
