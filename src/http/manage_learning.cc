#include <algorithm>

#include "base/format.h"
#include "domain/level.h"
#include "domain/time.h"
#include "http/manage.h"
#include "http/manage_call.h"
#include "http/run_checks.h"

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

// Models are numbered as they come: model_1, model_2 …
int64_t number_of(const ModelRecord& model) {
  return std::atoll(model.name.substr(model.name.find('_') + 1).c_str());
}

// Goals, horizon and time of a request, as those of the arguments of its run.
template <typename Wanted>
Json take_goals(Fields& fields, Wanted& wanted) {
  wanted.goals = fields.texts("goals");
  Json arguments = {{"goals", wanted.goals}};
  if (const auto days = fields.maybe_integer("horizon_days", 1, 365)) {
    wanted.horizon_days = static_cast<int>(*days);
    arguments["horizon_days"] = *days;
  }
  if (const auto as_of = fields.maybe_text("as_of")) {
    wanted.as_of = *as_of;
    arguments["as_of"] = *as_of;
  }
  return arguments;
}

Result<Answer> train(const ManageApi& api, Call& call) {
  TrainRequest wanted;
  Json arguments = take_goals(call.fields.or_none(), wanted);
  arguments["gated"] = call.fields.flag("gated", false);
  TRY(call.check());
  TRY(check_unless_pending(*api.runs, {"catalog", "demo"},
                           [&] { return api.checks.train(wanted); }));
  return queue_run(api, call, {"train", "model.train"}, arguments);
}

Result<Answer> backtest(const ManageApi& api, Call& call) {
  BacktestRequest wanted;
  Json arguments = take_goals(call.fields.or_none(), wanted);
  wanted.column = call.fields.maybe_text("column").value_or("");
  arguments["column"] = wanted.column;
  TRY(call.check());
  TRY(check_unless_pending(*api.runs, {"catalog", "demo"},
                           [&] { return api.checks.backtest(wanted); }));
  return queue_run(api, call, {"backtest"}, arguments);
}

void add_models(std::vector<Route>& routes, const ManageApi& api) {
  Services* services = api.services;
  const std::string space = "/v1/spaces/{space}";
  routes.push_back(
      managed("GET", space + "/models", Scope::kView, [services](Call& call) -> Result<Answer> {
        ASSIGN(const auto models, services->train.models());
        return page_of(call, models, number_of, model_json, Sorted::kFalling);
      }));
  routes.push_back(managed(
      "GET", space + "/models/{model}", Scope::kView, [services](Call& call) -> Result<Answer> {
        const std::string& name = call.request.parameter("model");
        ASSIGN(const auto models, services->train.models());
        const auto found = std::ranges::find(models, name, &ModelRecord::name);
        if (found != models.end()) return Answer{.body = model_json(*found)};
        return fail(ErrorCode::kNotFound, format("there is no model {}", name));
      }));
  routes.push_back(managed("POST", space + "/models", Scope::kManage,
                           [api](Call& call) { return train(api, call); }));
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
                           [api](Call& call) { return backtest(api, call); }));
  routes.push_back(managed("GET", space + "/backtests", Scope::kView, [api](Call& call) {
    return runs_page(*api.runs, call, {.kind = "backtest"});
  }));
}

// The result of the newest backtest, as it was told; null without one.
Result<Json> newest_backtest(RunQueue& runs) {
  ASSIGN(const auto found, runs.list({.kind = "backtest", .status = "completed", .limit = 1}));
  if (found.empty()) return Json(nullptr);
  return Json{{"run", found.front().id},
              {"ended_at", time_json(found.front().ended)},
              {"result", Json::parse(found.front().result, nullptr, false)}};
}

// How models measured themselves when they were trained, newest first.
Result<Json> trained_models(RunQueue& runs) {
  constexpr size_t kMost = 30;
  ASSIGN(const auto found, runs.list({.kind = "train", .status = "completed", .limit = kMost}));
  Json history = Json::array();
  for (const RunRecord& run : found) {
    const Json result = Json::parse(run.result, nullptr, false);
    if (!result.is_object()) continue;
    history.push_back({{"run", run.id},
                       {"ended_at", time_json(run.ended)},
                       {"model", result.value("model", "")},
                       {"held_back", result.value("held_back", Json(nullptr))},
                       {"columns", result.value("columns", Json::array())}});
  }
  return history;
}

Json column_quality_json(const ModelQuality::Column& column) {
  constexpr double kTop = 0.2;
  const Quality& quality = column.quality;
  const double ratio = quality.expected_over_actual;
  const bool off = quality.values > 0 && level_is_off(ratio);
  return {{"name", column.name},
          {"known_values", column.values},
          {"quality", quality_json(quality)},
          {"level", !off        ? "right"
                    : ratio > 1 ? "too_high"
                                : "too_low"},
          {"spread", {{"common", column.spread.common}, {"per_target", column.spread.per_target}}},
          {"sentence", past_words(quality, kTop)}};
}

void add_quality(std::vector<Route>& routes, const ManageApi& api) {
  routes.push_back(
      managed("GET", "/v1/spaces/{space}/quality", Scope::kView, [api](Call&) -> Result<Answer> {
        const auto known = api.services->train.quality({});
        const bool none = !known && known.error().code == ErrorCode::kNotFound;
        if (!known && !none) return std::unexpected(known.error());
        Json columns = Json::array();
        if (known) {
          for (const auto& column : known->columns) {
            columns.push_back(column_quality_json(column));
          }
        }
        ASSIGN(Json backtest, newest_backtest(*api.runs));
        ASSIGN(Json history, trained_models(*api.runs));
        return Answer{.body = {{"model", known ? model_json(known->model) : Json(nullptr)},
                               {"columns", std::move(columns)},
                               {"notes", known ? Json(known->notes) : Json::array()},
                               {"backtest", std::move(backtest)},
                               {"history", std::move(history)}}};
      }));
}

void add_status(std::vector<Route>& routes, Services* services) {
  routes.push_back(managed("GET", "/v1/spaces", Scope::kView, [](Call&) -> Result<Answer> {
    return Answer{.body = page_json(Json::array({{{"id", "main"}}}), kNoMore)};
  }));
  routes.push_back(managed("GET", "/v1/spaces/{space}", Scope::kView, [](Call&) -> Result<Answer> {
    return Answer{.body = {{"id", "main"}}};
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
}

void add_settings(std::vector<Route>& routes, const ManageApi& api) {
  routes.push_back(
      managed("GET", "/v1/spaces/{space}/settings", Scope::kManage, [api](Call&) -> Result<Answer> {
        const auto& [folder, retention_days, retrain, text] = api.settings;
        const bool on = retrain.has_value();
        return Answer{
            .body = {{"folder", folder},
                     {"retention_days", retention_days},
                     {"retrain", on ? Json(text) : Json(nullptr)},
                     {"next_retrain", on ? Json(format_time(retrain->next_time(api.clock->now())))
                                         : Json(nullptr)}}};
      }));
}

void add_runs(std::vector<Route>& routes, const ManageApi& api) {
  RunQueue* runs = api.runs;
  const std::string base = "/v1/spaces/{space}/runs", one = base + "/{run}";
  routes.push_back(managed("GET", base, Scope::kView, [runs](Call& call) -> Result<Answer> {
    RunQuery query;
    ASSIGN(query.kind, call.text("kind"));
    ASSIGN(query.status, call.choice("status", {"queued", "running", "completed", "failed",
                                                "cancelled", "interrupted"}));
    return runs_page(*runs, call, query);
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
        ASSIGN(const auto run, api.runs->cancel(id, call.actor()));
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

Result<Answer> runs_page(RunQueue& runs, const Call& call, RunQuery query) {
  ASSIGN(const size_t limit, call.limit());
  ASSIGN(query.before, call.cursor());
  query.limit = limit + 1;
  ASSIGN(auto found, runs.list(query));
  const bool more = found.size() > limit;
  if (more) found.pop_back();
  Json list = Json::array();
  for (const RunRecord& run : found) list.push_back(run_json(run));
  return Answer{.body =
                    page_json(std::move(list), more ? std::optional(found.back().id) : kNoMore)};
}

std::vector<Route> learning_routes(const ManageApi& api) {
  std::vector<Route> routes;
  add_status(routes, api.services);
  add_settings(routes, api);
  add_models(routes, api);
  add_quality(routes, api);
  add_runs(routes, api);
  return routes;
}

std::vector<Route> manage_routes(const ManageApi& api) {
  std::vector<Route> routes = access_routes(api);
  for (auto* more : {&learning_routes, &catalog_routes, &intake_routes, &people_routes,
                     &audience_routes, &trait_routes, &export_routes}) {
    for (Route& route : more(api)) routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace likely::http
