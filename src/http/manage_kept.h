#pragma once

// What audiences and traits have alike: their routes, how they are shown, what their runs say of
// them. Heavy: for the .cc files of these routes only.

#include <map>

#include "domain/public_id.h"
#include "domain/time.h"
#include "http/manage_call.h"
#include "pipeline/change.h"

namespace likely::http {

extern const TextRule kRefreshRule, kNameRule;

// Audiences, or traits.
template <typename Record>
struct Kept {
  std::string kind;         // "audience"
  std::string_view begins;  // its ids: kAudienceIds
  Json (*json)(const Record& record);
  std::function<Result<std::vector<Record>>()> list;
  std::function<Result<Record>(const std::string& name)> remove;
  std::function<Result<Record>(const std::string& name, const Change& change)> change;
};

// Lives as long as the service.
template <typename Record, typename Service>
Kept<Record> kept_by(const Service& service, std::string kind, std::string_view begins,
                     Json (*json)(const Record& record)) {
  return {.kind = std::move(kind),
          .begins = begins,
          .json = json,
          .list = [&service] { return service.list(); },
          .remove = [&service](const std::string& name) { return service.remove(name); },
          .change = [&service](const std::string& name,
                               const Change& change) { return service.change(name, change); }};
}

Json refresh_json(const RefreshRule& rule);

// What both show alike. What their runs say is added by `shown`.
template <typename Record>
Json kept_json(std::string_view begins, const Record& record, Json definition) {
  return {{"id", public_id(begins, record.id)},
          {"key", record.key},
          {"name", record.name},
          {"status", record.status},
          {"progress", nullptr},
          {"error", nullptr},
          {"definition", std::move(definition)},
          {"refresh", refresh_json(record.refresh)},
          {"model", record.model},
          {"as_of", format_time(record.as_of)},
          {"created_at", format_time(record.created)},
          {"refreshed_at", format_time(record.refreshed)}};
}

// The newest refresh of each, by key.
Result<std::map<std::string, RunRecord>> newest_refreshes(RunQueue& runs, const std::string& kind);
// computing while a refresh waits or runs; failed, with the reason, when the newest one failed
// since it was filled; else as it is.
void add_refresh(Json& json, const std::map<std::string, RunRecord>& refreshes, TimeUs refreshed);

template <typename Record>
Result<Json> shown(const Kept<Record>& kept, RunQueue& runs, const Record& record) {
  ASSIGN(const auto refreshes, newest_refreshes(runs, kept.kind));
  Json json = kept.json(record);
  add_refresh(json, refreshes, record.refreshed);
  return json;
}

// "snapshot" without one; kUsage when it cannot be read.
Result<std::string> refresh_of(Call& call);

// A refresh writes what it read when it began: what changed meanwhile would be lost.
Result<void> check_idle(RunQueue& runs, const std::string& kind, const std::string& key);

template <typename Record>
Result<Record> find_kept(const Kept<Record>& kept, const Call& call) {
  const std::string& name = call.request.parameter(kept.kind);
  ASSIGN(const auto records, kept.list());
  if (const Record* found = find_named(records, kept.begins, name)) return *found;
  return fail(ErrorCode::kNotFound, format("there is no {} {}", kept.kind, name));
}

template <typename Record>
Result<Answer> change_kept(const Kept<Record>& kept, const ManageApi& api, Call& call) {
  const Change change{call.fields.maybe_text("name", kNameRule),
                      call.fields.maybe_text("refresh", kRefreshRule)};
  TRY(call.check());
  ASSIGN(const Record before, find_kept(kept, call));
  TRY(check_idle(*api.runs, kept.kind, before.key));
  ASSIGN(const Record record, kept.change(before.key, change));
  const Json detail = {{"name", record.name}, {"refresh", refresh_json(record.refresh)}};
  TRY(api.services->access.book->record(call.actor(), kept.kind + ".change", record.key,
                                        json_text(detail)));
  ASSIGN(Json json, shown(kept, *api.runs, record));
  return Answer{.body = std::move(json)};
}

template <typename Record>
Result<Answer> refresh_kept(const Kept<Record>& kept, const ManageApi& api, Call& call) {
  TRY(call.check());
  ASSIGN(const Record record, find_kept(kept, call));
  const std::string kind = kept.kind + ".refresh";
  return queue_run(api, call, {kind.c_str(), kind, record.key}, {{kept.kind, record.key}});
}

template <typename Record>
Result<Answer> remove_kept(const Kept<Record>& kept, const ManageApi& api, Call& call) {
  TRY(call.check());
  ASSIGN(const Record record, kept.remove(call.request.parameter(kept.kind)));
  TRY(api.services->access.book->record(call.actor(), kept.kind + ".delete", record.key, "{}"));
  return Answer{204, {}};
}

template <typename Record>
Result<Answer> list_kept(const Kept<Record>& kept, const ManageApi& api, Call& call) {
  ASSIGN(const auto records, kept.list());
  ASSIGN(const auto refreshes, newest_refreshes(*api.runs, kept.kind));
  return page_of(call, records, &Record::id, [&](const Record& record) {
    Json json = kept.json(record);
    add_refresh(json, refreshes, record.refreshed);
    return json;
  });
}

// The bytes of an audience's or a trait's file.
template <typename Record, typename Service>
Result<Answer> export_kept(const Kept<Record>& kept, const Service& service, const Call& call,
                           bool reasons) {
  ASSIGN(const std::string ending, export_ending(call));
  ASSIGN(const Record record, find_kept(kept, call));
  ASSIGN(auto bytes,
         service.download({.name = record.key, .out = "export." + ending, .reasons = reasons}));
  return file_answer(record.key, ending, std::move(bytes));
}

template <typename Record>
void add_kept(std::vector<Route>& routes, const ManageApi& api, const Kept<Record>& kept) {
  const std::string base = format("/v1/spaces/{{space}}/{}s", kept.kind);
  const std::string one = format("{}/{{{}}}", base, kept.kind);
  const auto add = [&](const char* method, const std::string& pattern, Scope scope, auto answer) {
    routes.push_back(managed(method, pattern, scope,
                             [kept, api, answer](Call& call) { return answer(kept, api, call); }));
  };
  add("GET", base, Scope::kView, list_kept<Record>);
  add("PATCH", one, Scope::kManage, change_kept<Record>);
  add("DELETE", one, Scope::kManage, remove_kept<Record>);
  add("POST", one + "/refresh", Scope::kManage, refresh_kept<Record>);
  routes.push_back(
      managed("GET", one + "/runs", Scope::kView, [kept, api](Call& call) -> Result<Answer> {
        ASSIGN(const Record record, find_kept(kept, call));
        return runs_page(*api.runs, call, {.subject_kind = kept.kind, .subject = record.key});
      }));
}

}  // namespace likely::http
