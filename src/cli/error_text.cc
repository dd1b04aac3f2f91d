#include "cli/error_text.h"

#include <algorithm>
#include <string_view>

#include "base/format.h"

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

std::string_view words_of(NextStep next) {
  switch (next) {
    case NextStep::kNone:
      return "";
    case NextStep::kImport:
      return "run `likely import FILE` first";
    case NextStep::kCatalog:
      return "run `likely catalog suggest > catalog.toml`, look it over, then `likely catalog set "
             "catalog.toml` and `likely train`";
    case NextStep::kTrain:
      return "run `likely train` first";
    case NextStep::kTrainForIt:
      return "train one for them first (`likely train`)";
    case NextStep::kMakeAudience:
      return "make one with `likely audience create NAME --column C --value V`";
    case NextStep::kMakeTrait:
      return "make one with `likely trait create NAME --column C`";
  }
  return "";
}

}  // namespace

std::string error_text(const Error& error, const std::string& data) {
  std::string text =
      error.field.empty() ? error.message : word_of(error.field) + ": " + error.message;
  if (error.next == NextStep::kNone) return text;
  // What is missing may be in another folder.
  const std::string where = data.empty() ? "" : format(" (in {})", data);
  return format("{}{}; {}", text, where, words_of(error.next));
}

}  // namespace likely::cli
