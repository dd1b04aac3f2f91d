#include "cli/model_words.h"

#include <CLI/CLI.hpp>

#include "base/format.h"
#include "domain/time.h"
#include "services/numbers.h"
#include "services/result_json.h"

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

std::string horizon_words(int horizon_days, TimeUs as_of) {
  return format("within {} {} of {}", horizon_days, horizon_days == 1 ? "day" : "days",
                format_date(as_of));
}

Json model_json(const ModelSummary& model) {
  return {{"name", model.name},
          {"goals", model.goals},
          {"horizon_days", model.horizon_days},
          {"as_of", format_time(model.as_of)},
          {"notes", model.notes}};
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
