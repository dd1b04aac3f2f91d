#include "models/train.h"

#include <algorithm>

#include "base/format.h"
#include "domain/time.h"
#include "models/column_training.h"
#include "models/windows.h"

namespace likely {

namespace {

constexpr size_t kPairs = 450'000;  // of all windows of a column

std::string length_in_words(TimeUs length) {
  const double days = static_cast<double>(length) / kDayUs;
  return days < 2 ? format("{:.1f} hours", days * 24) : format("{:.1f} days", days);
}

std::vector<std::string> make_notes(const Windows& windows, const TrainOptions& options,
                                    const Span& span, size_t positives) {
  std::vector<std::string> notes;
  const TimeUs history = options.now - span.first, horizon = options.horizon_days * kDayUs;
  if (windows.length < horizon) {
    notes.push_back(
        format("Only {} of history: learned from windows of {}, ", length_in_words(history),
               length_in_words(windows.length)) +
        (history < horizon
             ? format("and said for {} ahead, as long as the history is; the {}-day horizon holds "
                      "more than that.",
                      length_in_words(history), options.horizon_days)
             : format("and scaled to the {}-day horizon as if habits were steady.",
                      options.horizon_days)));
  }
  if (positives < 100) {
    notes.push_back(format(
        "Low data: the last window holds {} conversion{} of people known before it; probabilities "
        "are pooled and shrunken towards the average.",
        positives, positives == 1 ? "" : "s"));
  }
  return notes;
}

Result<std::string> train_on_past(const Interactions& data, const TrainOptions& options,
                                  Progress& progress) {
  const Span span = span_of(data, options.now);
  if (span.rows == 0) {
    return fail(ErrorCode::kUnusable,
                format("no interaction before {}; nothing to learn from. Check the catalog, and "
                       "the time as of which to learn",
                       format_time(options.now)));
  }
  if (span.goals == 0) {
    return fail(ErrorCode::kUnusable,
                format("no goal event before {}; mark one with goal = true in the catalog, or name "
                       "the goals",
                       format_time(options.now)));
  }
  const int threads = options.threads;
  const std::vector<ColumnInput> inputs = make_columns(data, options.now, threads);
  const Windows windows =
      plan_windows(data, inputs[0].rows, span, options.now, options.horizon_days);
  const auto window_days = static_cast<int>(std::max<TimeUs>(windows.length / kDayUs, 1));
  // A column alone needs its twin, whose trees it borrows.
  const auto learned = [&](size_t c) {
    return options.only.empty() || std::ranges::any_of(inputs, [&](const ColumnInput& input) {
             return input.name == options.only && (&input == &inputs[c] || input.twin == c);
           });
  };
  std::vector<ColumnTraining> training;
  for (size_t c = 0; c < inputs.size(); ++c) training.emplace_back(inputs[c], c, options);

  ModelData model;
  size_t positives = 0;
  progress.step("learning from past windows", windows.count + inputs.size() + 1, "steps");
  uint64_t done = 0;
  for (size_t w = windows.count; w >= 1; --w) {
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "training was cancelled");
    const TimeUs start = windows.start(w);
    const auto sampled = [&](size_t c) { return learned(c) && (w == 1 || !inputs[c].twin); };
    const State state = build_state(data, inputs, start, window_days, sampled, threads);
    std::vector<Outcomes> outcomes;
    for (size_t c = 0; c < inputs.size(); ++c) {
      outcomes.push_back(
          build_outcomes(data, inputs[c].rows, state, start, start + windows.length));
      if (sampled(c)) training[c].add_window(state, outcomes[c], w, kPairs / windows.count);
    }
    progress.at(++done);
    if (w > 1) continue;
    positives = outcomes[0].values.size();
    for (size_t c = 0; c < inputs.size(); ++c) {
      const auto levels = conversion_levels(data, inputs[c].rows, windows, span.first);
      const ColumnTraining* twin = inputs[c].twin ? &training[*inputs[c].twin] : nullptr;
      ASSIGN(ColumnData column, training[c].finish(state, outcomes[c], levels, twin, progress));
      model.columns.push_back(std::move(column));
      progress.at(++done);
    }
  }

  model.horizon_days = options.horizon_days;
  // Nobody's habits are known for longer than they were seen.
  const TimeUs reach = std::min<TimeUs>(options.horizon_days * kDayUs, options.now - span.first);
  model.window_share = static_cast<double>(windows.length) / static_cast<double>(reach);
  model.rules = data.rules;
  model.notes = make_notes(windows, options, span, positives);
  model.profiles = Array(data.profiles);
  model.state = build_state(data, inputs, options.now, window_days, learned, threads);
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
  return all_before(data, options.now)
             ? train_on_past(data, options, progress)
             : train_on_past(rows_before(data, options.now), options, progress);
}

}  // namespace likely
