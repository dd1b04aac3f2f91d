#include "services/run_results.h"

#include "base/format.h"
#include "services/numbers.h"
#include "services/result_json.h"

namespace likely {

Json result_json(const ImportSummary& summary) {
  Json discards = Json::object();
  for (const auto& [reason, count] : summary.discards) discards[reason] = count;
  return {{"events", summary.events},
          {"duplicates", summary.duplicates},
          {"discards", std::move(discards)},
          {"discard_count", summary.discard_count},
          {"new_profiles", summary.new_profiles},
          {"profiles", summary.profiles},
          {"first", time_json(summary.first)},
          {"last", time_json(summary.last)},
          {"notes", summary.notes}};
}

Json result_json(const ItemSummary& summary) {
  return {{"added", summary.added},         {"changed", summary.changed},
          {"unchanged", summary.unchanged}, {"refused", summary.refused},
          {"refusals", summary.refusals},   {"items", summary.items}};
}

Json result_json(const TrainReport& report) {
  Json columns = Json::array();
  for (const auto& column : report.columns) {
    columns.push_back({{"name", column.name},
                       {"values", column.values},
                       {"quality", quality_json(column.quality)}});
  }
  return {{"model", report.model.name},
          {"held_back", report.held_back.empty() ? Json(nullptr) : Json(report.held_back)},
          {"interactions", report.interactions},
          {"profiles", report.profiles},
          {"columns", std::move(columns)},
          {"notes", report.notes}};
}

Json result_json(const BacktestReport& report) { return backtest_json(report); }

Json result_json(const MappingReport& report) {
  Json warnings = Json::array();
  for (const auto& warning : report.warnings) warnings.push_back(warning.message);
  return {{"version", report.version},
          {"unchanged", report.unchanged},
          {"interactions", report.interactions()},
          {"warnings", std::move(warnings)}};
}

Json result_json(const CreatedAudience& created) {
  return {{"audience", created.record.key}, {"size", created.record.size}};
}

Json result_json(const CreatedTrait& created) {
  return {{"trait", created.record.key}, {"profiles", created.record.profiles}};
}

Json result_json(const OldRemoved& gone) {
  return {
      {"events", gone.events}, {"interactions", gone.interactions}, {"discards", gone.discards}};
}

Json result_json(const EraseReport& report) {
  return {{"profile_id", report.profile_id},
          {"events", report.events},
          {"external_ids", report.external_ids},
          {"uploads", report.uploads},
          {"files_left", report.files_left}};
}

std::string result_words(const ImportSummary& summary) {
  std::string words = counted(summary.events, "event") + " imported";
  if (summary.duplicates > 0) words += format(", {} known already", count_text(summary.duplicates));
  if (summary.discard_count > 0) words += format(", {} refused", count_text(summary.discard_count));
  return words;
}

std::string result_words(const ItemSummary& summary) {
  return format("{} added, {} changed, {} refused", counted(summary.added, "item"),
                count_text(summary.changed), count_text(summary.refused));
}

std::string result_words(const TrainReport& report) {
  return format("{} learned {} from {}{}", report.model.name,
                counted(report.columns.size(), "column"),
                counted(report.interactions, "interaction"),
                report.held_back.empty() ? "; it serves" : "; " + report.held_back);
}

std::string result_words(const BacktestReport& report) {
  return counted(report.columns.size(), "column") + " compared with what happened";
}

std::string result_words(const MappingReport& report) {
  return format("catalog version {} {}: {}", report.version,
                report.unchanged ? "serves already" : "serves",
                counted(report.interactions(), "interaction"));
}

std::string result_words(const CreatedAudience& created) {
  return format("{}: {} of {}", created.record.key, count_text(created.record.size),
                people_words(created.record.eligible));
}

std::string result_words(const CreatedTrait& created) {
  return format("{}: a list for {}", created.record.key, people_words(created.record.profiles));
}

std::string result_words(const OldRemoved& gone) {
  return gone.events + gone.discards == 0 ? "nothing was old enough to go"
                                          : format("{} and {} went", counted(gone.events, "event"),
                                                   counted(gone.discards, "refused call"));
}

std::string result_words(const EraseReport& report) {
  std::string words = format("{} and {} are gone", counted(report.events, "event"),
                             counted(report.external_ids, "id"));
  if (report.uploads > 0)
    words += format(", so is {} that named them", counted(report.uploads, "upload"));
  return words;
}

}  // namespace likely
