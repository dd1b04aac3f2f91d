#pragma once

// Arguments and results of runs. Arguments come from our own handlers, which checked them. Heavy:
// for .cc files only.

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "pipeline/train.h"
#include "services/result_json.h"

namespace likely {

inline std::string text_of(const Json& arguments, const char* name) {
  const auto found = arguments.find(name);
  return found != arguments.end() && found->is_string() ? found->get<std::string>() : "";
}
inline std::vector<std::string> texts_of(const Json& arguments, const char* name) {
  std::vector<std::string> texts;
  const auto found = arguments.find(name);
  if (found == arguments.end() || !found->is_array()) return texts;
  for (const Json& one : *found) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}
inline std::optional<int> number_of(const Json& arguments, const char* name) {
  const auto found = arguments.find(name);
  if (found == arguments.end() || !found->is_number_integer()) return {};
  return found->get<int>();
}
inline bool flag_of(const Json& arguments, const char* name) {
  const auto found = arguments.find(name);
  return found != arguments.end() && found->is_boolean() && found->get<bool>();
}

inline std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

inline Json train_json(const TrainReport& report) {
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

}  // namespace likely
