#include "services/result_json.h"

#include <cmath>

#include "base/format.h"
#include "domain/time.h"
#include "services/numbers.h"

namespace likely {

namespace {

constexpr double kAlike = .03;  // the best rule catches about as many: no more than this apart

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

}  // namespace

Json time_json(const std::optional<TimeUs>& at) {
  return at ? Json(format_time(*at)) : Json(nullptr);
}

Json audience_figures_json(const AudienceRecord& record) {
  return {{"eligible", record.eligible},
          {"asked", record.asked},
          {"size", record.size},
          {"expected", record.expected},
          {"low", record.low},
          {"high", record.high},
          {"least_likely", record.least_likely},
          {"evidence", record.evidence},
          {"assumed", record.assumed}};
}

Json names_json(const ProfileNames& names) {
  return {{"profile_id", names.profile_id},
          {"user_id", names.user_id},
          {"anonymous_id", names.anonymous_id},
          {"email", names.email}};
}

Json item_json(const ItemCard& card) {
  Json json = Json::object();
  if (!card.name.empty()) json["name"] = card.name;
  if (!card.price_json.empty()) json["price"] = Json::parse(card.price_json, nullptr, false);
  if (!card.image.empty()) json["image"] = card.image;
  if (!card.link.empty()) json["link"] = card.link;
  return json;
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

Json backtest_json(const ColumnBacktest& column, int horizon_days) {
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
  document["sentence"] = column.values > 0 ? Json(backtest_sentence(column, horizon_days)) : Json();
  return document;
}

Json backtest_json(const BacktestReport& report) {
  Json columns = Json::array();
  for (const auto& column : report.columns) {
    columns.push_back(backtest_json(column, report.horizon_days));
  }
  return {{"cut", format_time(report.cut)},      {"until", format_time(report.until)},
          {"horizon_days", report.horizon_days}, {"goals", report.goals},
          {"columns", std::move(columns)},       {"notes", report.notes}};
}

std::string days_words(int days) { return days == 1 ? "day" : format("{} days", days); }

std::string backtest_sentence(const ColumnBacktest& column, int horizon_days) {
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
  return words + (quality.values == 1 ? "." : " (mean over the values).");
}

}  // namespace likely
