#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>

#include "base/format.h"
#include "cli/app.h"
#include "cli/json_out.h"
#include "cli/model_words.h"
#include "cli/numbers.h"
#include "cli/plot.h"
#include "cli/table.h"
#include "domain/time.h"
#include "services/services.h"

namespace likely::cli {

namespace {

Json method_json(const MethodScore& method) {
  Json recall = Json::object(), lift = Json::object();
  for (size_t i = 0; i < std::size(kSlices); ++i) {
    const std::string slice = format("top{}", static_cast<int>(kSlices[i] * 100 + .5));
    recall[slice] = method.audience.recall[i];
    lift[slice] = method.lift[i];
  }
  return {{"name", method.name},
          {"auc", method.audience.auc},
          {"average_precision", method.audience.average_precision},
          {"recall", recall},
          {"lift", lift},
          {"ndcg10", method.trait.ndcg},
          {"recall10", method.trait.recall}};
}

Json split_json(const SplitScore& split) {
  return {{"values", split.values},
          {"conversions", split.conversions},
          {"auc", split.auc},
          {"rule_auc", split.rule_auc}};
}

constexpr double kAlike = .03;  // the best rule catches about as many: no more than this apart

std::string sentence(const ColumnBacktest& column, int horizon_days) {
  const MethodScore& likely = column.methods.front();
  const MethodScore& rule = column.methods[column.best_rule];
  const double recall = likely.audience.recall[kTop5];
  const double beside = rule.audience.recall[kTop5];
  std::string words = format(
      "The likeliest 5 % of {} people would have caught {} of those who did it with a value of {} "
      "in the next {}: {} times random",
      count_text(column.profiles), percent_text(recall), printable(column.name),
      days_words(horizon_days), decimal_text(likely.lift[kTop5], 1));
  if (beside > 0 && std::abs(recall / beside - 1) <= kAlike) {
    words += format(", about as many as the best simple rule (\"{}\") at the same size", rule.name);
  } else if (beside > 0) {
    words += format(", {} times the best simple rule (\"{}\") at the same size",
                    decimal_text(recall / beside, 2), rule.name);
  }
  return words + ".";
}

Json column_json(const ColumnBacktest& column, int horizon_days) {
  Json document{{"column", column.name},
                {"profiles", column.profiles},
                {"conversions", column.conversions},
                {"values", column.values},
                {"least_conversions", column.least},
                {"customers", column.customers},
                {"low_data", column.low_data},
                {"methods", Json::array()},
                {"best_rule", column.methods[column.best_rule].name},
                {"known_values", column.known_values},
                {"calibration", Json::array()},
                {"repeat", split_json(column.repeat)},
                {"explore", split_json(column.explore)},
                {"gains", Json::array()}};
  for (const auto& method : column.methods) document["methods"].push_back(method_json(method));
  for (const auto& slice : column.calibration) {
    document["calibration"].push_back(
        {{"share", slice.share}, {"expected", slice.expected}, {"actual", slice.actual}});
  }
  for (const auto& point : column.gains) {
    document["gains"].push_back(
        {{"people", point.people}, {"likely", point.likely}, {"rule", point.rule}});
  }
  document["sentence"] = column.values > 0 ? Json(sentence(column, horizon_days)) : Json();
  return document;
}

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
  context.out(sentence(column, horizon_days) + "\n");
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
    Json columns = Json::array();
    for (const auto& column : report.columns) {
      columns.push_back(column_json(column, report.horizon_days));
    }
    print_json(context, {{"cut", format_time(report.cut)},
                         {"until", format_time(report.until)},
                         {"horizon_days", report.horizon_days},
                         {"goals", report.goals},
                         {"columns", columns},
                         {"notes", report.notes}});
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
