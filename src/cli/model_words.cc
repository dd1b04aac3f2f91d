#include "cli/model_words.h"

#include <CLI/CLI.hpp>

#include "base/format.h"
#include "cli/numbers.h"
#include "domain/time.h"

namespace likely::cli {

void add_model_options(CLI::App& command, ModelChoice& choice) {
  command.add_option("--goal", choice.goals, "The model trained for this goal; repeatable")
      ->type_name("EVENT")
      ->allow_extra_args(false);
  command.add_option("--horizon", choice.horizon_days, "The model trained for so many days")
      ->type_name("DAYS");
}

void add_refresh_option(CLI::App& command, std::string& refresh) {
  command
      .add_option("--refresh", refresh,
                  "How it stays true: snapshot (not by itself), live (people are re-scored after "
                  "their events), or a schedule in UTC: \"every 6h\", daily, \"0 3 * * *\"")
      ->type_name("MODE");
}

std::string refresh_words(const RefreshRule& rule) {
  if (rule.mode != RefreshMode::kScheduled) return std::string(name_of(rule.mode));
  return rule.next ? format("{}, next {}", rule.schedule, format_time(*rule.next)) : rule.schedule;
}

Json refresh_json(const RefreshRule& rule) {
  const bool scheduled = rule.mode == RefreshMode::kScheduled;
  return {{"mode", name_of(rule.mode)},
          {"schedule", scheduled ? Json(rule.schedule) : Json()},
          {"next", rule.next ? Json(format_time(*rule.next)) : Json()}};
}

std::string goals_words(const std::vector<std::string>& goals) {
  std::string words;
  for (const auto& goal : goals) words += (words.empty() ? "" : " + ") + printable(goal);
  return words;
}

std::string days_words(int days) { return days == 1 ? "day" : format("{} days", days); }

std::string horizon_words(int horizon_days, TimeUs as_of) {
  return format("within {} {} of {}", horizon_days, horizon_days == 1 ? "day" : "days",
                format_date(as_of));
}

std::string past_words(const Quality& quality, double share) {
  if (quality.values == 0) return {};
  const bool narrow = share <= 0.1;
  const double part = narrow ? 0.05 : 0.20;
  const double recall = narrow ? quality.recall_top5 : quality.recall_top20;
  const double rule = narrow ? quality.rule_recall_top5 : quality.rule_recall_top20;
  std::string words = format(
      "Judged for {} of this column in the last closed window, not for this audience alone: the "
      "likeliest {} would have caught {} of those who did it, {} times random",
      quality.values == 1 ? "one value" : format("{} values", quality.values), percent_text(part),
      percent_text(recall), decimal_text(recall / part, 1));
  if (rule > 0) {
    words += format(", {} times your \"touched before\" rule at the same size",
                    decimal_text(recall / rule, 2));
  }
  return words + (quality.values == 1 ? ".\n" : " (mean over the values).\n");
}

Json model_json(const ModelSummary& model) {
  return {{"name", model.name},
          {"goals", model.goals},
          {"horizon_days", model.horizon_days},
          {"as_of", format_time(model.as_of)},
          {"notes", model.notes}};
}

Json quality_json(const Quality& quality) {
  return {{"values", quality.values},
          {"positives", quality.positives},
          {"auc", quality.auc},
          {"average_precision", quality.average_precision},
          {"recall_top5", quality.recall_top5},
          {"recall_top20", quality.recall_top20},
          {"rule_recall_top5", quality.rule_recall_top5},
          {"rule_recall_top20", quality.rule_recall_top20},
          {"expected_over_actual", quality.expected_over_actual},
          {"expected_over_actual_top5", quality.expected_over_actual_top5},
          {"expected_over_actual_top20", quality.expected_over_actual_top20},
          {"low_data", quality.low_data}};
}

void print_refresh(const Context& context, const RefreshRule& rule) {
  if (rule.mode == RefreshMode::kSnapshot) return;
  context.out(rule.mode == RefreshMode::kLive
                  ? "Refreshed live: people are re-scored after each of their events\n"
                  : format("Refreshed {}\n", refresh_words(rule)));
}

void print_notes(const Context& context, const std::vector<std::string>& notes) {
  for (const auto& note : notes) context.out("Note: " + note + "\n");
}

}  // namespace likely::cli
