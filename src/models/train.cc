#include "models/train.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/hash.h"
#include "base/threads.h"
#include "domain/time.h"
#include "math/exp2.h"
#include "models/model_data.h"

namespace likely {

namespace {

constexpr size_t kPairs = 450'000;  // of all windows of a column
constexpr size_t kFewestWindows = 3, kMostWindows = 5;
constexpr size_t kEnoughPositives = 30'000;  // more windows are learned until there are as many
constexpr double kEarlyEffort = 0.6;         // of the fit that only measures
constexpr size_t kJudgedPairs = 4'000'000;
constexpr size_t kMostJudged = 200;
constexpr uint32_t kPositivesToJudge = 20;
constexpr size_t kLevels = 12;  // windows whose level of conversions is compared

// The closed windows that are learned: window w covers [now - w · length, now - (w - 1) · length).
struct Windows {
  TimeUs now;
  TimeUs length;
  size_t count;
  TimeUs start(size_t w) const { return now - static_cast<TimeUs>(w) * length; }
};

struct Span {
  TimeUs first = 0;
  size_t rows = 0, goals = 0;
};

Span span_of(const Interactions& data, TimeUs now) {
  Span span{now, 0, 0};
  for (size_t row = 0; row < data.size(); ++row) {
    if (data.at[row] >= now) continue;
    span.first = std::min(span.first, data.at[row]);
    ++span.rows;
    span.goals += data.rules[data.rule[row]].goal && data.effect[row] > 0;
  }
  return span;
}

// Conversions of all products in [from, to), each profile and product once.
size_t conversions(const Interactions& data, const ColumnRows& column, TimeUs from, TimeUs to) {
  size_t count = 0;
  for (size_t p = 0; p < data.profiles.size(); ++p) {
    uint32_t last = kNoValue;
    for (uint64_t k = column.begin[p]; k < column.begin[p + 1]; ++k) {
      const uint32_t row = column.order[k];
      const bool counts = data.at[row] >= from && data.at[row] < to && data.effect[row] > 0 &&
                          data.rules[data.rule[row]].goal && column.code[row] != last;
      if (!counts) continue;
      last = column.code[row];
      ++count;
    }
  }
  return count;
}

// Full horizons when at least two and a half of them are there, else quarters of what is there.
Windows plan_windows(const Interactions& data, const ColumnRows& products, const Span& span,
                     const TrainOptions& options) {
  const TimeUs horizon = options.horizon_days * kDayUs;
  const TimeUs length_of_data = options.now - span.first;
  Windows windows{options.now, horizon, 0};
  if (length_of_data < horizon * 5 / 2) windows.length = std::max<TimeUs>(length_of_data / 4, 1);
  const auto possible = static_cast<size_t>((length_of_data - windows.length / 2) / windows.length);
  size_t positives = 0;
  while (windows.count < std::min(possible, kMostWindows)) {
    if (windows.count >= kFewestWindows && positives >= kEnoughPositives) break;
    ++windows.count;
    const TimeUs start = windows.start(windows.count);
    positives += conversions(data, products, start, start + windows.length);
  }
  return windows;
}

// Conversions a profile known by then, window by window, oldest first.
std::vector<double> conversion_levels(const Interactions& data, const ColumnRows& column,
                                      const Windows& windows, TimeUs first) {
  const std::vector<uint64_t> begin = profile_begins(data);
  std::vector<double> levels;
  for (size_t w = kLevels; w >= 1; --w) {
    const TimeUs start = windows.start(w);
    if (start < first + windows.length / 2) continue;
    size_t known = 0;
    for (size_t p = 0; p < data.profiles.size(); ++p) {
      known += begin[p] < begin[p + 1] && data.at[begin[p]] < start;
    }
    if (known == 0) continue;
    levels.push_back(static_cast<double>(conversions(data, column, start, start + windows.length)) /
                     static_cast<double>(known));
  }
  return levels;
}

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

// What one column goes through: pairs of the older windows, of the last one, then the fits.
class ColumnTraining {
 public:
  ColumnTraining(const ColumnInput& input, size_t number, const TrainOptions& options)
      : input_(input), number_(number), options_(options) {}

  void add_window(const State& state, const Outcomes& outcomes, size_t w, size_t most) {
    (w > 1 ? older_ : last_)
        .append(sample_pairs(state, number_, outcomes, most, options_.horizon_days,
                             hash64(input_.name, w), options_.threads));
  }

  // Fits the older windows and measures that on the last one, then fits all of them.
  // `state`: just before the last window.
  Result<ColumnData> finish(const State& state, const Outcomes& outcomes,
                            const std::vector<double>& levels, Progress& progress) {
    ColumnData column = names();
    if (older_.pairs.empty() || last_.pairs.empty()) return flat(std::move(column));
    ASSIGN(const Fit early, fit_pairs(older_, kEarlyEffort, options_.threads, progress));
    if (options_.observe) {
      options_.observe(input_.name, bin_pairs(older_, early.borders, options_.threads),
                       bin_pairs(last_, early.borders, options_.threads));
    }
    const std::vector<int64_t> units = score_pairs(last_, early, options_.threads);
    column.calibration = calibrate(last_.pairs, units);
    measure(state, outcomes, early, levels, column);
    size_t positives = 0;
    for (const Pair& pair : last_.pairs) positives += pair.label;
    column.quality.low_data = positives < 100;

    older_.append(last_);
    ASSIGN(Fit fit, fit_pairs(older_, 1, options_.threads, progress));
    older_ = {};
    const std::vector<int64_t> final_units = score_pairs(last_, fit, options_.threads);
    align_level(column.calibration, last_.pairs, final_units);
    column.shifts =
        Array(value_shifts(last_.pairs, final_units, column.calibration, input_.values.size()));
    last_ = {};
    column.borders = std::move(fit.borders);
    column.trees = std::move(fit.trees);
    return column;
  }

 private:
  ColumnData names() const {
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
  ColumnData flat(ColumnData column) const {
    column.borders.resize(kFeatures);
    column.trees.base = std::llround(logit(1e-4) / ObliviousTrees::kLeafUnit);
    column.shifts = Array(std::vector<float>(input_.values.size(), 0.0f));
    column.spread = {1, 1, 1};
    column.quality.low_data = true;
    return column;
  }

  // Values with enough conversions, a sample by hash when they are many.
  template <typename Count>
  std::vector<uint32_t> values_with(const Count& conversions_of, size_t profiles) const {
    std::vector<std::pair<uint64_t, uint32_t>> values;
    for (uint32_t v = 0; v < input_.values.size(); ++v) {
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

  // Ranking is judged on values chosen by their outcome, calibration and intervals on values chosen
  // by what was known before: choosing those by outcome would call every forecast too low.
  void measure(const State& state, const Outcomes& outcomes, const Fit& fit,
               const std::vector<double>& levels, ColumnData& column) const {
    std::vector<uint32_t> came(input_.values.size(), 0);
    for (const uint32_t value : outcomes.values) ++came[value];
    const size_t profiles = state.activity.size();
    const auto& known = state.columns[number_].values;
    const auto ranked = judge(state, outcomes, fit, column,
                              values_with([&](uint32_t v) { return came[v]; }, profiles));
    const auto calibrated =
        judge(state, outcomes, fit, column,
              values_with([&](uint32_t v) { return known[v].converted; }, profiles));
    column.quality = summarise(ranked);
    const Quality sums = summarise(calibrated);
    column.quality.expected_over_actual = sums.expected_over_actual;
    column.quality.expected_over_actual_top5 = sums.expected_over_actual_top5;
    column.quality.expected_over_actual_top20 = sums.expected_over_actual_top20;
    column.spread = measure_spread(calibrated, levels);
  }

  std::vector<JudgedTarget> judge(const State& state, const Outcomes& outcomes, const Fit& fit,
                                  const ColumnData& column,
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

  const ColumnInput& input_;
  size_t number_;
  const TrainOptions& options_;
  PairTable older_, last_;
};

// Per cell and rule: days since the rule's last touch, for exclusions by past action.
Array<float> last_touches(const Interactions& data, const ColumnRows& column,
                          const Histories& histories, TimeUs now) {
  const size_t rules = data.rules.size();
  std::vector<float> last(histories.cells.size() * rules, kNever);
  for (size_t p = 0; p < histories.profiles(); ++p) {
    uint64_t cell = histories.begin[p];
    for (uint64_t k = column.begin[p]; k < column.begin[p + 1]; ++k) {
      const uint32_t row = column.order[k];
      if (data.at[row] >= now) continue;
      while (histories.cells[cell].value != column.code[row]) ++cell;
      last[cell * rules + data.rule[row]] =
          static_cast<float>(static_cast<double>(now - data.at[row]) / kDayUs);
    }
  }
  return Array(std::move(last));
}

std::vector<std::string> make_notes(const Windows& windows, const TrainOptions& options,
                                    const Span& span, size_t positives) {
  std::vector<std::string> notes;
  const double days = static_cast<double>(options.now - span.first) / kDayUs;
  if (windows.length < options.horizon_days * kDayUs) {
    notes.push_back(
        format("Only {:.0f} days of history: learned from windows of {:.1f} days and scaled to the "
               "{}-day horizon as if habits were steady.",
               days, static_cast<double>(windows.length) / kDayUs, options.horizon_days));
  }
  if (positives < 100) {
    notes.push_back(format(
        "Low data: the last window holds {} conversions; probabilities are pooled and shrunken "
        "towards the average.",
        positives));
  }
  return notes;
}

// The rows before now, and the profiles that have one.
Interactions trimmed(const Interactions& data, TimeUs now) {
  Interactions kept;
  kept.rules = data.rules;
  kept.last_event = data.last_event;
  for (const auto& text : data.texts)
    kept.texts.push_back({text.name, text.values, {}, text.of_item});
  for (const auto& number : data.numbers) kept.numbers.push_back({number.name, {}, number.of_item});
  for (size_t row = 0; row < data.size(); ++row) {
    if (data.at[row] >= now) continue;
    const ProfileNumber number = data.profiles[data.profile[row]];
    if (kept.profiles.empty() || kept.profiles.back() != number) kept.profiles.push_back(number);
    kept.profile.push_back(static_cast<uint32_t>(kept.profiles.size() - 1));
    kept.at.push_back(data.at[row]);
    kept.rule.push_back(data.rule[row]);
    kept.effect.push_back(data.effect[row]);
    kept.quantity.push_back(data.quantity[row]);
    for (size_t t = 0; t < data.texts.size(); ++t) {
      kept.texts[t].code.push_back(data.texts[t].code[row]);
    }
    for (size_t n = 0; n < data.numbers.size(); ++n) {
      kept.numbers[n].value.push_back(data.numbers[n].value[row]);
    }
  }
  return kept;
}

Result<std::string> train_on_past(const Interactions& data, const TrainOptions& options,
                                  Progress& progress) {
  const Span span = span_of(data, options.now);
  if (span.rows == 0) {
    return fail(ErrorCode::kUnusable,
                format("no interaction before {}; nothing to learn from. Check `likely catalog "
                       "show` and --as-of",
                       format_time(options.now)));
  }
  if (span.goals == 0) {
    return fail(ErrorCode::kUnusable,
                format("no goal event before {}; mark one with goal = true in the catalog or name "
                       "it with --goal",
                       format_time(options.now)));
  }
  const int threads = options.threads;
  const std::vector<ColumnInput> inputs = make_columns(data, options.now, threads);
  const Windows windows = plan_windows(data, inputs[0].rows, span, options);
  const auto window_days = static_cast<int>(std::max<TimeUs>(windows.length / kDayUs, 1));
  std::vector<ColumnTraining> training;
  for (size_t c = 0; c < inputs.size(); ++c) training.emplace_back(inputs[c], c, options);

  ModelData model;
  size_t positives = 0;
  progress.step("learning from past windows", windows.count + inputs.size() + 1, "steps");
  uint64_t done = 0;
  for (size_t w = windows.count; w >= 1; --w) {
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "training was cancelled");
    const TimeUs start = windows.start(w);
    const State state = build_state(data, inputs, start, window_days, threads);
    std::vector<Outcomes> outcomes;
    for (size_t c = 0; c < inputs.size(); ++c) {
      outcomes.push_back(
          build_outcomes(data, inputs[c].rows, state, start, start + windows.length));
      if (!options.only.empty() && inputs[c].name != options.only) continue;
      training[c].add_window(state, outcomes[c], w, kPairs / windows.count);
    }
    progress.at(++done);
    if (w > 1) continue;
    positives = outcomes[0].values.size();
    for (size_t c = 0; c < inputs.size(); ++c) {
      const auto levels = conversion_levels(data, inputs[c].rows, windows, span.first);
      ASSIGN(ColumnData column, training[c].finish(state, outcomes[c], levels, progress));
      model.columns.push_back(std::move(column));
      progress.at(++done);
    }
  }

  model.horizon_days = options.horizon_days;
  model.window_share =
      static_cast<double>(windows.length) / static_cast<double>(options.horizon_days * kDayUs);
  model.rules = data.rules;
  model.notes = make_notes(windows, options, span, positives);
  model.profiles = Array(data.profiles);
  model.state = build_state(data, inputs, options.now, window_days, threads);
  for (size_t c = 0; c < inputs.size(); ++c) {
    model.columns[c].last_by_rule =
        last_touches(data, inputs[c].rows, model.state.columns[c].histories, options.now);
  }
  progress.at(++done);
  return write_model(model);
}

}  // namespace

Result<std::string> train(const Interactions& data, const TrainOptions& options,
                          Progress& progress) {
  const bool all_past =
      std::all_of(data.at.begin(), data.at.end(), [&](TimeUs at) { return at < options.now; });
  return all_past ? train_on_past(data, options, progress)
                  : train_on_past(trimmed(data, options.now), options, progress);
}

}  // namespace likely
