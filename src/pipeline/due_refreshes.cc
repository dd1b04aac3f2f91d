#include "pipeline/due_refreshes.h"

#include "base/json_view.h"
#include "store/audience_store.h"
#include "store/model_registry.h"
#include "store/trait_store.h"

namespace likely {

namespace {

constexpr TimeUs kAgainAfter = 3600 * kSecondUs;

// When it was, or became, due; nothing when it is not.
template <typename Record>
Result<std::optional<TimeUs>> due_since(Space& space, const Record& record, TimeUs now) {
  const RefreshRule& rule = record.refresh;
  if (rule.next && *rule.next <= now) return rule.next;
  if (rule.mode != RefreshMode::kLive) return std::nullopt;
  const auto newest =
      ModelRegistry(space).find({.goals = record.goals, .horizon_days = record.horizon_days});
  if (!newest && newest.error().code == ErrorCode::kNotFound) return std::nullopt;
  if (!newest) return std::unexpected(newest.error());
  if (newest->name == record.model) return std::nullopt;
  return newest->created;
}

std::string arguments_of(std::string_view kind, const std::string& key) {
  std::string json = "{";
  append_json_string(json, kind);
  json += ':';
  append_json_string(json, key);
  return json + "}";
}

}  // namespace

bool DueRefreshes::is_news(const std::string& what, TimeUs due, TimeUs now) {
  Told& told = told_[what];
  if (told.due == due && now >= told.at && now < told.at + kAgainAfter) return false;
  told = {due, now};
  return true;
}

Result<std::vector<DueRun>> DueRefreshes::at(TimeUs now) {
  ASSIGN(const auto space, place_().open(Access::kRead));
  std::vector<DueRun> due;
  const auto add = [&](std::string_view kind, const auto& records) -> Result<void> {
    for (const auto& record : records) {
      ASSIGN(const auto since, due_since(*space, record, now));
      if (!since) continue;
      DueRun run{std::string(kind) + ".refresh", arguments_of(kind, record.key)};
      if (is_news(run.kind + run.arguments, *since, now)) due.push_back(std::move(run));
    }
    return {};
  };
  ASSIGN(const auto audiences, AudienceStore(space->state()).list());
  TRY(add("audience", audiences));
  ASSIGN(const auto traits, TraitStore(space->state()).list());
  TRY(add("trait", traits));
  return due;
}

}  // namespace likely
