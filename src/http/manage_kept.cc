#include "http/manage_kept.h"

#include "http/patterns.h"

namespace likely::http {

const TextRule kRefreshRule{
    .most = 100,
    .pattern = kRefreshPattern,
    .wanted = "snapshot, live, or a schedule such as \"every 6 hours\", daily or \"0 3 * * *\""};
const TextRule kNameRule{.least = 1, .most = 200};

Json refresh_json(const RefreshRule& rule) {
  return {{"mode", name_of(rule.mode)},
          {"schedule", rule.schedule.empty() ? Json(nullptr) : Json(rule.schedule)},
          {"next", time_json(rule.next)}};
}

Result<std::map<std::string, RunRecord>> newest_refreshes(RunQueue& runs, const std::string& kind) {
  constexpr size_t kAll = 3'000;  // more are never kept
  ASSIGN(auto found, runs.list({.kind = kind + ".refresh", .limit = kAll}));
  std::map<std::string, RunRecord> newest;
  for (RunRecord& run : found) {
    const std::string key = Json::parse(run.arguments, nullptr, false).value(kind, "");
    newest.try_emplace(key, std::move(run));
  }
  return newest;
}

void add_refresh(Json& json, const std::map<std::string, RunRecord>& refreshes, TimeUs refreshed) {
  const auto found = refreshes.find(json["key"].get<std::string>());
  if (found == refreshes.end()) return;
  const RunRecord& run = found->second;
  const bool waits = run.status == "queued" || run.status == "running";
  if (waits) {
    json["status"] = "computing";
    json["progress"] = run.percent;
  } else if ((run.status == "failed" || run.status == "interrupted") &&
             run.ended.value_or(0) > refreshed) {
    json["status"] = "failed";
    json["error"] = run.error;
  }
}

Result<std::string> refresh_of(Call& call) {
  const std::string refresh = call.fields.maybe_text("refresh", kRefreshRule).value_or("snapshot");
  TRY(call.check());
  TRY(parse_refresh(refresh, 0));
  return refresh;
}

Result<void> check_idle(RunQueue& runs, const std::string& kind, const std::string& key) {
  for (const char* status : {"queued", "running"}) {
    ASSIGN(const auto found,
           runs.list({.status = status, .subject_kind = kind, .subject = key, .limit = 1}));
    if (found.empty()) continue;
    return fail(
        ErrorCode::kConflict,
        format("run {} is refreshing it; change it afterwards, or cancel the run", found[0].id));
  }
  return {};
}

}  // namespace likely::http
