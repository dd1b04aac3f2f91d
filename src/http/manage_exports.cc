// Exports that are runs: asked for, waited for, then taken away as a file.

#include "base/format.h"
#include "domain/public_id.h"
#include "http/manage.h"
#include "http/manage_call.h"

namespace likely::http {

namespace {

constexpr TextRule kFormat{.pattern = "csv|ndjson|parquet", .wanted = "csv, ndjson or parquet"};

// The key of the one that has that id, key or name.
template <typename Records>
Result<std::string> key_of(const std::string& kind, std::string_view begins, const Records& records,
                           const std::string& name) {
  if (!records) return std::unexpected(records.error());
  if (const auto* found = find_named(*records, begins, name)) return found->key;
  return fail(ErrorCode::kNotFound, format("there is no {} {}", kind, name));
}

template <typename Service>
Endpoint queued_export(const ManageApi& api, const Service* service, const std::string& kind,
                       std::string_view begins, bool can_reason) {
  return [api, service, kind, begins, can_reason](Call& call) -> Result<Answer> {
    call.fields.or_none();
    const std::string ending = call.fields.maybe_text("format", kFormat).value_or("csv");
    const bool reasons = can_reason && call.fields.flag("reasons", false);
    TRY(call.check());
    ASSIGN(const std::string key,
           key_of(kind, begins, service->list(), call.request.parameter(kind)));
    const std::string run = kind + ".export";
    Json arguments = {{kind, key}, {"format", ending}};
    if (can_reason) arguments["reasons"] = reasons;
    return queue_run(api, call, {run.c_str(), run, key}, arguments);
  };
}

Result<Answer> file_of_run(const ManageApi& api, Call& call) {
  ASSIGN(const int64_t id, call.number("run"));
  ASSIGN(const RunRecord run, api.runs->find(id));
  const Json result = Json::parse(run.result, nullptr, false);
  const std::string file = result.is_object() ? result.value("file", "") : "";
  if (file.empty()) {
    return fail(ErrorCode::kNotFound, format("run {} ({}) has no file", id, run.kind));
  }
  auto bytes = api.services->intake.read_upload(file);
  if (!bytes) {
    if (bytes.error().code != ErrorCode::kNotFound) return std::unexpected(bytes.error());
    return fail(ErrorCode::kNotFound,
                format("the file of run {} is gone: files are kept for a day, and no longer than "
                       "anybody in them; export it again",
                       id));
  }
  return file_answer(result.value("name", "export"), result.value("format", "csv"),
                     std::move(*bytes));
}

}  // namespace

std::vector<Route> export_routes(const ManageApi& api) {
  const std::string space = "/v1/spaces/{space}";
  std::vector<Route> routes;
  routes.push_back(
      managed("POST", space + "/audiences/{audience}/exports", Scope::kManage,
              queued_export(api, &api.services->audience, "audience", kAudienceIds, true)));
  routes.push_back(managed("POST", space + "/traits/{trait}/exports", Scope::kManage,
                           queued_export(api, &api.services->trait, "trait", kTraitIds, false)));
  routes.push_back(managed("GET", space + "/runs/{run}/file", Scope::kView,
                           [api](Call& call) { return file_of_run(api, call); }));
  return routes;
}

}  // namespace likely::http
