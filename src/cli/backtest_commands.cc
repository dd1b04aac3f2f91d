#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>

#include "base/format.h"
#include "cli/app.h"
#include "cli/json_out.h"
#include "cli/model_words.h"
#include "cli/plot.h"
#include "cli/table.h"
#include "domain/time.h"
#include "services/numbers.h"
#include "services/result_json.h"
#include "services/services.h"

namespace likely::cli {

namespace {

void print_methods(const Context& context, const ColumnBacktest& column) {
  Table table({{"ordered by"},
               {"AUC", Align::kRight},
               {"AP", Align::kRight},
               {"rec@5%", Align::kRight},
               {"rec@20%", Align::kRight},
               {"lift@5%", Align::kRight},
               {"nDCG@10", Align::kRight},
               {"rec@10", Align::kRight}});
  for (const MethodScore& method : column.methods) {
    table.add({method.name, decimal_text(method.audience.auc, 3),
               decimal_text(method.audience.average_precision, 3),
               decimal_text(method.audience.recall[kTop5], 3),
               decimal_text(method.audience.recall[kTop20], 3), decimal_text(method.lift[kTop5], 1),
               decimal_text(method.trait.ndcg, 3), decimal_text(method.trait.recall, 3)});
  }
  context.out(table.text(context.width()) + "\n");
}

void print_calibration(const Context& context, const ColumnBacktest& column) {
  if (column.known_values == 0) return;
  Table table({{"likeliest"},
               {"expected", Align::kRight},
               {"came", Align::kRight},
               {"expected ÷ came", Align::kRight}});
  for (const SliceCalibration& slice : column.calibration) {
    table.add({percent_text(slice.share), decimal_text(slice.expected, 0),
               decimal_text(slice.actual, 0),
               slice.actual > 0 ? decimal_text(slice.expected / slice.actual, 2) : "–"});
  }
  context.out(format("Calibration, over {} values known before:\n",
                     count_text(static_cast<uint64_t>(column.known_values))));
  context.out(table.text(context.width()) + "\n");
}

void print_split(const Context& context, const char* who, const SplitScore& split) {
  if (split.values == 0) return;
  context.out(format("  {}: {}, AUC {} (best simple rule {})\n", who,
                     counted(split.conversions, "conversion"), decimal_text(split.auc, 3),
                     decimal_text(split.rule_auc, 3)));
}

void print_gains(const Context& context, const ColumnBacktest& column) {
  PlotLine likely{.name = "Likely"}, rule{.name = "best rule"}, random{.name = "random"};
  for (const GainsPoint& point : column.gains) {
    likely.points.emplace_back(point.people * 100, point.likely * 100);
    rule.points.emplace_back(point.people * 100, point.rule * 100);
    random.points.emplace_back(point.people * 100, point.people * 100);
  }
  context.out(plot({likely, rule, random}, {.x_label = "% of the people, the likeliest first",
                                            .y_label = "% of those who did it, caught",
                                            .width = context.width()}) +
              "\n");
}

void print_column(const Context& context, const ColumnBacktest& column, int horizon_days) {
  context.out(format("\n{}\n", printable(column.name)));
  if (column.values == 0) {
    context.out(format("Only {} in the window, for no value {} or more: too few to judge by.\n",
                       counted(column.conversions, "conversion"), column.least));
    return;
  }
  context.out(backtest_sentence(column, horizon_days) + "\n");
  if (column.low_data) context.out("Low data: take these numbers as a rough guide.\n");
  context.out(format("Judged: {} with at least {} each, lists of {}.\n\n",
                     counted(static_cast<uint64_t>(column.values), "value"),
                     counted(static_cast<uint64_t>(column.least), "conversion"),
                     people_words(column.customers)));
  print_methods(context, column);
  print_gains(context, column);
  print_calibration(context, column);
  print_split(context, "had touched the value before", column.repeat);
  print_split(context, "had never touched it", column.explore);
}

void print_report(const Context& context, const BacktestReport& report) {
  if (context.json) {
    print_json(context, backtest_json(report));
    return;
  }
  context.out(format("Trained on what was known on {}, tested on the {} after it: {}.\n",
                     format_date(report.cut), days_words(report.horizon_days),
                     goals_words(report.goals)));
  for (const auto& column : report.columns) print_column(context, column, report.horizon_days);
  print_notes(context, report.notes);
}

}  // namespace

void add_backtest_command(CLI::App& app, Context& context, Services& services) {
  auto request = std::make_shared<BacktestRequest>();
  auto& command =
      add_command(app, context, "backtest", "How good would this have been, beside simple rules?",
                  "likely backtest\nlikely backtest --column Brand --horizon 14",
                  [&context, &services, request]() -> Result<void> {
                    ASSIGN(const auto report, services.backtest.run(*request, *context.progress));
                    print_report(context, report);
                    return {};
                  });
  command.add_option("--column", request->column, "Only this column")->type_name("C");
  command.add_option("--goal", request->goals, "An event that counts as engagement; repeatable")
      ->type_name("EVENT")
      ->allow_extra_args(false);
  command.add_option("--horizon", request->horizon_days, "Within how many days (30)")
      ->type_name("DAYS");
  command.add_option("--as-of", request->as_of, "The end of the tested window (the last event)")
      ->type_name("TIME");
}

}  // namespace likely::cli
