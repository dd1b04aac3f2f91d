#include "base/format.h"
#include "domain/time.h"
#include "http/manage.h"
#include "http/manage_call.h"

namespace likely::http {

namespace {

Json model_json(const ModelRecord& model) {
  return {{"name", model.name},
          {"goals", model.goals},
          {"horizon_days", model.horizon_days},
          {"as_of", format_time(model.as_of)},
          {"created_at", format_time(model.created)},
          {"catalog_version", model.mapping},
          {"bytes", model.bytes},
          {"held_back", model.held_back.empty() ? Json(nullptr) : Json(model.held_back)}};
}

void add_goals(Json& arguments, Fields& fields) {
  arguments["goals"] = fields.texts("goals");
  if (const auto days = fields.maybe_integer("horizon_days", 1, 365)) {
    arguments["horizon_days"] = *days;
  }
  if (const auto as_of = fields.maybe_text("as_of")) arguments["as_of"] = *as_of;
}

// action: its line in the audit log; empty for what changes nothing.
Endpoint queued(const ManageApi& api, const char* kind, std::string action,
                std::function<Json(Fields&)> arguments_of) {
  return [api, kind, action = std::move(action),
          arguments_of = std::move(arguments_of)](Call& call) -> Result<Answer> {
    const Json arguments = arguments_of(call.fields);
    TRY(call.check());
    if (!action.empty()) {
      TRY(api.services->access.book->record(call.actor(), action, "", "{}"));
    }
    ASSIGN(const auto run, api.runs->add(kind, json_text(arguments), call.actor()));
    return Answer{202, run_json(run)};
  };
}

void add_models(std::vector<Route>& routes, const ManageApi& api) {
  Services* services = api.services;
  const std::string space = "/v1/spaces/{space}";
  routes.push_back(
      managed("GET", space + "/models", Scope::kView, [services](Call&) -> Result<Answer> {
        ASSIGN(const auto models, services->train.models());
        Json list = Json::array();
        for (const auto& model : models) list.push_back(model_json(model));
        return Answer{.body = page_json(std::move(list), {})};
      }));
  routes.push_back(managed("POST", space + "/models", Scope::kManage,
                           queued(api, "train", "model.train", [](Fields& fields) {
                             Json arguments = Json::object();
                             add_goals(arguments, fields);
                             arguments["gated"] = fields.flag("gated", false);
                             return arguments;
                           })));
  routes.push_back(
      managed("POST", space + "/models/{model}/serve", Scope::kManage,
              [services](Call& call) -> Result<Answer> {
                TRY(call.check());
                const std::string& name = call.request.parameter("model");
                ASSIGN(const auto model, services->train.serve(name));
                TRY(services->access.book->record(call.actor(), "model.serve", name, "{}"));
                return Answer{.body = model_json(model)};
              }));
  routes.push_back(managed("POST", space + "/backtests", Scope::kManage,
                           queued(api, "backtest", "", [](Fields& fields) {
                             Json arguments = Json::object();
                             arguments["column"] = fields.maybe_text("column").value_or("");
                             add_goals(arguments, fields);
                             return arguments;
                           })));
}

void add_catalog(std::vector<Route>& routes, const ManageApi& api) {
  Services* services = api.services;
  const std::string base = "/v1/spaces/{space}/catalog";
  routes.push_back(managed("GET", base, Scope::kView, [services](Call&) -> Result<Answer> {
    ASSIGN(const auto report, services->catalog.show());
    return Answer{.body = {{"version", report.version},
                           {"created_at", format_time(report.created_at)},
                           {"mapping", Json::parse(report.json, nullptr, false)},
                           {"toml", report.toml},
                           {"events", report.events},
                           {"interactions", report.interactions()},
                           {"values", report.values}}};
  }));
  routes.push_back(
      managed("GET", base + "/suggestion", Scope::kView, [services](Call&) -> Result<Answer> {
        NoProgress progress;
        ASSIGN(const auto suggestion, services->catalog.suggest(progress));
        Json left_out = Json::array();
        for (const auto& one : suggestion.left_out) {
          left_out.push_back({{"event", one.event}, {"why", one.why}});
        }
        return Answer{.body = {{"mapping", Json::parse(suggestion.json, nullptr, false)},
                               {"toml", suggestion.toml},
                               {"left_out", std::move(left_out)}}};
      }));
  routes.push_back(managed("PUT", base, Scope::kManage,
                           queued(api, "catalog", "catalog.set", [](Fields& fields) {
                             return Json{{"text", fields.text("text")}};
                           })));
}

Json profile_json(const ProfilePage& page) {
  Json ids = Json::array(), events = Json::array(), audiences = Json::array(),
       traits = Json::array(), recommended = Json::array();
  for (const ExternalId& id : page.ids) ids.push_back({{"type", id.type}, {"id", id.value}});
  for (const ProfileEvent& event : page.newest) {
    events.push_back({{"at", format_time(event.at)},
                      {"type", name_of(event.kind)},
                      {"event", event.name},
                      {"body", Json::parse(event.body, nullptr, false)}});
  }
  for (const auto& one : page.audiences) {
    audiences.push_back({{"key", one.record.key},
                         {"name", one.record.name},
                         {"probability", one.member.probability},
                         {"percentile", one.member.percentile},
                         {"rank", one.member.rank}});
  }
  const auto values_json = [](const std::vector<ProfileValue>& values) {
    Json list = Json::array();
    for (const ProfileValue& value : values) {
      list.push_back({{"value", value.value},
                      {"name", value.name},
                      {"probability", value.probability},
                      {"reasons", value.reasons}});
    }
    return list;
  };
  for (const auto& trait : page.traits) {
    traits.push_back({{"key", trait.record.key}, {"values", values_json(trait.list)}});
  }
  return {{"profile_id", page.names.profile_id},
          {"external_ids", std::move(ids)},
          {"merged", page.merged},
          {"events", page.events},
          {"first", time_json(page.first)},
          {"last", time_json(page.last)},
          {"newest_events", std::move(events)},
          {"audiences", std::move(audiences)},
          {"traits", std::move(traits)},
          {"recommended", values_json(page.recommended)},
          {"no_recommendation", page.no_recommendation}};
}

void add_profiles(std::vector<Route>& routes, Services* services, RunQueue* runs) {
  const std::string base = "/v1/spaces/{space}/profiles/{profile}";
  routes.push_back(managed("GET", base, Scope::kView, [services](Call& call) -> Result<Answer> {
    ASSIGN(const auto page, services->care.show_profile(call.request.parameter("profile")));
    return Answer{.body = profile_json(page)};
  }));
  // The id is personal data: the audit log and the run name the profile by its profile_id only.
  routes.push_back(
      managed("DELETE", base, Scope::kManage, [services, runs](Call& call) -> Result<Answer> {
        TRY(call.check());
        ASSIGN(const auto plan, services->care.plan_erasure(call.request.parameter("profile")));
        const std::string& id = plan.names.profile_id;
        TRY(services->access.book->record(call.actor(), "profile.erase", id, "{}"));
        ASSIGN(const auto run, runs->add("erase", json_text({{"profile", id}}), call.actor()));
        return Answer{202, run_json(run)};
      }));
}

void add_status(std::vector<Route>& routes, Services* services) {
  routes.push_back(managed("GET", "/v1/spaces", Scope::kView, [](Call&) -> Result<Answer> {
    return Answer{.body = page_json(Json::array({{{"id", "main"}}}), {})};
  }));
  const std::string space = "/v1/spaces/{space}";
  routes.push_back(
      managed("GET", space + "/status", Scope::kView, [services](Call&) -> Result<Answer> {
        ASSIGN(const auto view, services->intake.overview());
        return Answer{.body = {{"events", view.events},
                               {"profiles", view.profiles},
                               {"discards", view.discards},
                               {"items", view.items},
                               {"values", view.values},
                               {"audiences", view.audiences},
                               {"traits", view.traits},
                               {"models", view.models.size()},
                               {"first", time_json(view.first)},
                               {"last", time_json(view.last)},
                               {"as_of", time_json(view.as_of)}}};
      }));
  routes.push_back(
      managed("GET", space + "/discards", Scope::kView, [services](Call& call) -> Result<Answer> {
        ASSIGN(const size_t limit, call.limit());
        const std::string reason(call.request.query_value("reason").value_or(""));
        ASSIGN(const auto found, services->intake.discards({.reason = reason, .limit = limit}));
        Json rows = Json::array(), reasons = Json::array();
        for (const auto& row : found.rows) {
          rows.push_back({{"source", row.source},
                          {"line", row.line},
                          {"reason", row.reason},
                          {"detail", row.detail},
                          {"excerpt", row.excerpt}});
        }
        for (const auto& one : found.reasons) {
          reasons.push_back({{"reason", one.reason}, {"count", one.count}});
        }
        return Answer{.body = {{"data", std::move(rows)}, {"reasons", std::move(reasons)}}};
      }));
}

void add_runs(std::vector<Route>& routes, const ManageApi& api) {
  RunQueue* runs = api.runs;
  const std::string base = "/v1/spaces/{space}/runs", one = base + "/{run}";
  routes.push_back(managed("GET", base, Scope::kView, [runs](Call& call) -> Result<Answer> {
    RunQuery query{.kind = std::string(call.request.query_value("kind").value_or("")),
                   .status = std::string(call.request.query_value("status").value_or(""))};
    ASSIGN(query.limit, call.limit());
    ASSIGN(query.before, call.cursor());
    ASSIGN(const auto found, runs->list(query));
    Json list = Json::array();
    for (const RunRecord& run : found) list.push_back(run_json(run));
    const bool more = found.size() == query.limit && found.back().id > 1;
    return Answer{
        .body = page_json(std::move(list), more ? std::optional(found.back().id) : std::nullopt)};
  }));
  routes.push_back(managed("GET", one, Scope::kView, [runs](Call& call) -> Result<Answer> {
    ASSIGN(const int64_t id, call.number("run"));
    ASSIGN(const auto run, runs->find(id));
    return Answer{.body = run_json(run)};
  }));
  routes.push_back(managed("GET", one + "/log", Scope::kView, [runs](Call& call) -> Result<Answer> {
    ASSIGN(const int64_t id, call.number("run"));
    ASSIGN(const size_t limit, call.limit(200));
    ASSIGN(const int64_t after, call.cursor());
    ASSIGN(const auto lines, runs->lines(id, after, limit));
    Json list = Json::array();
    for (const RunLine& line : lines) {
      list.push_back({{"line", line.line}, {"at", format_time(line.at)}, {"text", line.text}});
    }
    const bool more = lines.size() == limit;
    return Answer{
        .body = page_json(std::move(list), more ? std::optional(lines.back().line) : std::nullopt)};
  }));
  routes.push_back(
      managed("POST", one + "/cancel", Scope::kManage, [api](Call& call) -> Result<Answer> {
        ASSIGN(const int64_t id, call.number("run"));
        TRY(call.check());
        ASSIGN(const auto run, api.runs->cancel(id));
        TRY(api.services->access.book->record(call.actor(), "run.cancel", format("run {}", id),
                                              "{}"));
        return Answer{202, run_json(run)};
      }));
}

}  // namespace

Json run_json(const RunRecord& run) {
  return {{"id", run.id},
          {"kind", run.kind},
          {"status", run.status},
          {"percent", run.percent},
          {"words", run.words},
          {"actor", run.actor},
          {"arguments", Json::parse(run.arguments, nullptr, false)},
          {"created_at", format_time(run.created)},
          {"started_at", time_json(run.started)},
          {"ended_at", time_json(run.ended)},
          {"result", run.result.empty() ? Json(nullptr) : Json::parse(run.result, nullptr, false)},
          {"error", run.error.empty() ? Json(nullptr) : Json(run.error)}};
}

std::vector<Route> learning_routes(const ManageApi& api) {
  std::vector<Route> routes;
  add_status(routes, api.services);
  add_catalog(routes, api);
  add_models(routes, api);
  add_profiles(routes, api.services, api.runs);
  add_runs(routes, api);
  return routes;
}

std::vector<Route> manage_routes(const ManageApi& api) {
  std::vector<Route> routes = access_routes(api);
  for (auto* more : {&learning_routes, &audience_routes}) {
    for (Route& route : more(api)) routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace likely::http
