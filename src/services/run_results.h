#pragma once

// What came of runs, as JSON and in words, the same however they were asked for. Heavy: for .cc
// files only.

#include <string>

#include "base/json.h"
#include "base/progress.h"
#include "base/result.h"
#include "services/services.h"

namespace likely {

Json result_json(const ImportSummary& summary);
Json result_json(const ItemSummary& summary);
Json result_json(const TrainReport& report);
Json result_json(const BacktestReport& report);
Json result_json(const MappingReport& report);
Json result_json(const CreatedAudience& created);
Json result_json(const CreatedTrait& created);
Json result_json(const OldRemoved& gone);
Json result_json(const EraseReport& report);

std::string result_words(const ImportSummary& summary);
std::string result_words(const ItemSummary& summary);
std::string result_words(const TrainReport& report);
std::string result_words(const BacktestReport& report);
std::string result_words(const MappingReport& report);
std::string result_words(const CreatedAudience& created);
std::string result_words(const CreatedTrait& created);
std::string result_words(const OldRemoved& gone);
std::string result_words(const EraseReport& report);

inline std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// The run's result; the last words of its progress say it too.
template <typename Report>
std::string told(const Report& report, Progress& progress) {
  progress.step(result_words(report), 0, "");
  return dump(result_json(report));
}

}  // namespace likely
