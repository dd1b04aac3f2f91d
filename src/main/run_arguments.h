#pragma once

// Arguments of runs. They come from our own handlers, which checked them. Heavy:
// for .cc files only.

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

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

}  // namespace likely
