#include "models/train.h"

#include <algorithm>

#include "base/format.h"
#include "domain/time.h"
#include "models/column_training.h"
#include "models/windows.h"

namespace likely {

namespace {

constexpr size_t kPairs = 450'000;  // of all windows of a column

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
  const bool all_past =
      std::all_of(data.at.begin(), data.at.end(), [&](TimeUs at) { return at < options.now; });
  return all_past ? train_on_past(data, options, progress)
                  : train_on_past(trimmed(data, options.now), options, progress);
}

}  // namespace likely
