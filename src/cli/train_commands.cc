#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "base/format.h"
#include "cli/app.h"
#include "cli/json_out.h"
#include "cli/model_words.h"
#include "cli/table.h"
#include "domain/level.h"
#include "domain/time.h"
#include "services/numbers.h"
#include "services/result_json.h"
#include "services/services.h"

namespace likely::cli {

namespace {

void print_document(const Context& context, const TrainReport& report) {
  Json columns = Json::array();
  for (const ColumnReport& column : report.columns) {
    columns.push_back({{"column", column.name},
                       {"values", column.values},
                       {"quality", quality_json(column.quality)}});
  }
  print_json(context, {{"model", report.model.name},
                       {"goals", report.model.goals},
                       {"horizon_days", report.model.horizon_days},
                       {"as_of", format_time(report.model.as_of)},
                       {"checksum", report.model.checksum},
                       {"bytes", report.model.bytes},
                       {"interactions", report.interactions},
                       {"search_matches", report.search_matches},
                       {"profiles", report.profiles},
                       {"columns", columns},
                       {"notes", report.notes}});
}

// The columns whose probabilities were far from what came.
void print_levels(const Context& context, const TrainReport& report) {
  for (const ColumnReport& column : report.columns) {
    const double ratio = column.quality.expected_over_actual;
    if (column.quality.values == 0 || !level_is_off(ratio)) continue;
    context.out(format(
        "Note: the probabilities of {} were too {} by a factor of {} on the last window: trust the "
        "order, not the level.\n",
        printable(column.name), ratio > 1 ? "high" : "low",
        decimal_text(std::max(ratio, 1 / ratio), 1)));
  }
}

void print_words(const Context& context, const TrainReport& report) {
  std::string what = counted(report.interactions, "interaction");
  if (report.search_matches > 0) {
    what += format(" and {} that searches matched", counted(report.search_matches, "value"));
  }
  context.out(format("{} learned from {} of {} people: who does {} {}.\n\n", report.model.name,
                     what, count_text(report.profiles), goals_words(report.model.goals),
                     horizon_words(report.model.horizon_days, report.model.as_of)));
  Table table({{"column"},
               {"values", Align::kRight},
               {"judged", Align::kRight},
               {"AUC", Align::kRight},
               {"caught in top 5 %", Align::kRight},
               {"in top 20 %", Align::kRight},
               {"expected ÷ actual", Align::kRight},
               {""}});
  for (const ColumnReport& column : report.columns) {
    const Quality& q = column.quality;
    const bool judged = q.values > 0;
    table.add({column.name, count_text(column.values), judged ? count_text(q.values) : "–",
               judged ? decimal_text(q.auc, 3) : "–", judged ? percent_text(q.recall_top5) : "–",
               judged ? percent_text(q.recall_top20) : "–",
               judged ? decimal_text(q.expected_over_actual, 2) : "–",
               q.low_data ? "low data" : ""});
  }
  context.out(table.text(context.width()));
  context.out(
      "Judged on the last closed window, before it was learned; caught: the share of those who did "
      "it\nthat stood among the likeliest.\n");
  print_levels(context, report);
  print_notes(context, report.notes);
  context.out("Next: likely audience preview --column C --value V, or likely backtest\n");
}

}  // namespace

void add_train_command(CLI::App& app, Context& context, Services& services) {
  auto request = std::make_shared<TrainRequest>();
  auto& command = add_command(
      app, context, "train", "Learn who engages with what, for every mapped column",
      "likely train\nlikely train --goal \"Order Completed\" --horizon 14 --as-of 2024-03-01",
      [&context, &services, request]() -> Result<void> {
        ASSIGN(const auto report, services.train.train(*request, *context.progress));
        if (context.json) {
          print_document(context, report);
        } else {
          print_words(context, report);
        }
        return {};
      });
  command.add_option("--goal", request->goals, "An event that counts as engagement; repeatable")
      ->type_name("EVENT")
      ->allow_extra_args(false);
  command.add_option("--horizon", request->horizon_days, "Within how many days (30)")
      ->type_name("DAYS");
  command.add_option("--as-of", request->as_of, "Learn only from before (the last event)")
      ->type_name("TIME");
}

}  // namespace likely::cli
