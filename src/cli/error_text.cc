#include "cli/error_text.h"

#include <algorithm>

namespace likely::cli {

namespace {

std::string word_of(const std::string& field) {
  if (field == "name" || field == "profile") return field;  // arguments without a flag
  if (field == "goals") return "--goal";
  if (field == "horizon_days") return "--horizon";
  std::string flag = "--" + field;
  std::ranges::replace(flag, '_', '-');
  return flag;
}

}  // namespace

std::string error_text(const Error& error) {
  return error.field.empty() ? error.message : word_of(error.field) + ": " + error.message;
}

}  // namespace likely::cli
