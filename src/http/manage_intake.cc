// What comes in: live calls as they come, what was refused, files.

#include "base/format.h"
#include "domain/time.h"
#include "http/manage.h"
#include "http/manage_call.h"

namespace likely::http {

namespace {

const std::string kBase = "/v1/spaces/{space}";

// --- Live calls and discards

Json call_json(const TailEvent& one) {
  Json ids = Json::array();
  for (const ExternalId& id : one.ids) ids.push_back({{"type", id.type}, {"id", id.value}});
  const auto if_refused = [&](const std::string& text) {
    return one.accepted ? Json(nullptr) : Json(text);
  };
  return {{"seq", one.seq},
          {"received_at", format_time(one.received_at)},
          {"source", one.source},
          {"status", one.accepted ? "accepted" : "discarded"},
          {"type", one.kind ? Json(name_of(*one.kind)) : Json(nullptr)},
          {"event", one.name},
          {"at", one.accepted ? Json(format_time(one.at)) : Json(nullptr)},
          {"external_ids", std::move(ids)},
          {"body", one.accepted ? Json::parse(one.body, nullptr, false) : Json(nullptr)},
          {"reason", if_refused(one.reason)},
          {"detail", if_refused(one.detail)},
          {"excerpt", if_refused(one.excerpt)}};
}

Result<int64_t> after_of(const Call& call) {
  const auto given = call.request.query_value("after");
  if (!given) return 0;
  Request moved;  // the same form as a cursor
  moved.query = {{"cursor", std::string(*given)}};
  auto after = Call{moved, Fields("")}.cursor();
  if (!after) after.error().field = "after";
  return after;
}

void add_live_calls(std::vector<Route>& routes, Services* services) {
  routes.push_back(
      managed("GET", kBase + "/events", Scope::kView, [services](Call& call) -> Result<Answer> {
        TailQuery query;
        ASSIGN(query.limit, call.limit());
        ASSIGN(query.before, call.cursor());
        ASSIGN(query.after, after_of(call));
        ASSIGN(const std::string status, call.choice("status", {"accepted", "discarded"}));
        if (!status.empty()) query.accepted = status == "accepted";
        ASSIGN(query.type,
               call.choice("type", {"track", "identify", "page", "screen", "group", "alias"}));
        ASSIGN(query.name, call.text("event"));
        ASSIGN(query.reason, call.text("reason"));
        ASSIGN(query.source, call.text("source"));
        const size_t limit = query.limit++;
        auto found = services->intake.tail != nullptr ? services->intake.tail->list(query)
                                                      : std::vector<TailEvent>();
        const bool more = found.size() > limit;
        if (more) found.pop_back();
        Json list = Json::array();
        for (const TailEvent& one : found) list.push_back(call_json(one));
        return Answer{.body = page_json(std::move(list),
                                        more ? std::optional(found.back().seq) : std::nullopt)};
      }));
}

void add_discards(std::vector<Route>& routes, Services* services) {
  const std::string& space = kBase;
  routes.push_back(
      managed("GET", space + "/discards", Scope::kView, [services](Call& call) -> Result<Answer> {
        ASSIGN(const size_t limit, call.limit());
        ASSIGN(const int64_t before, call.cursor());
        ASSIGN(const std::string reason, call.text("reason"));
        ASSIGN(auto found,
               services->intake.discards({.reason = reason, .limit = limit + 1, .before = before}));
        const bool more = found.rows.size() > limit;
        if (more) found.rows.pop_back();
        Json rows = Json::array(), reasons = Json::array();
        for (const auto& row : found.rows) {
          rows.push_back({{"received_at", time_json(row.received_at)},
                          {"source", row.source},
                          {"line", row.line},
                          {"reason", row.reason},
                          {"detail", row.detail},
                          {"excerpt", row.excerpt}});
        }
        for (const auto& one : found.reasons) {
          reasons.push_back({{"reason", one.reason}, {"count", one.count}});
        }
        Json page = page_json(std::move(rows),
                              more ? std::optional(found.rows.back().place) : std::nullopt);
        page["reasons"] = std::move(reasons);
        return Answer{.body = std::move(page)};
      }));
}

// --- Files

void add_uploads(std::vector<Route>& routes, Services* services) {
  const std::string base = kBase + "/uploads", one = base + "/{upload}";
  const auto add = [services](const std::string& id, const Call& call,
                              int status) -> Result<Answer> {
    ASSIGN(const uint64_t bytes, services->intake.add_to_upload(id, call.request.body));
    return Answer{status, {{"id", id}, {"bytes", bytes}}};
  };
  const auto check_body = [](const Call& call) -> Result<void> {
    if (!call.request.body.empty()) return {};
    return fail(ErrorCode::kUsage, "the body is missing; send the file, or a part of it");
  };
  routes.push_back(uploaded("POST", base, Scope::kManage,
                            [services, add, check_body](Call& call) -> Result<Answer> {
                              TRY(check_body(call));
                              ASSIGN(const std::string name, call.text("name"));
                              ASSIGN(const std::string id, services->intake.start_upload(name));
                              return add(id, call, 201);
                            }));
  routes.push_back(uploaded("POST", one + "/parts", Scope::kManage,
                            [add, check_body](Call& call) -> Result<Answer> {
                              TRY(check_body(call));
                              return add(call.request.parameter("upload"), call, 200);
                            }));
  routes.push_back(managed("DELETE", one, Scope::kManage, [services](Call& call) -> Result<Answer> {
    TRY(call.check());
    TRY(services->intake.remove_upload(call.request.parameter("upload")));
    return Answer{204, {}};
  }));
}

constexpr TextRule kUpload{.pattern = "up_[0-9a-f]{16}", .wanted = "the id of an upload"};
constexpr TextRule kFormat{.pattern = "ndjson|csv|parquet", .wanted = "ndjson, csv or parquet"};
constexpr TextRule kColumn{.least = 1};
constexpr const char* kRoles[] = {"user_id", "anonymous_id", "email",
                                  "event",   "event_name",   "time"};

// The members of a request about an upload, as the arguments of a run.
Json file_arguments(Fields& fields) {
  Json arguments = {{"upload", fields.text("upload", kUpload)}};
  if (const auto format = fields.maybe_text("format", kFormat)) arguments["format"] = *format;
  return arguments;
}

Json import_arguments(Fields& fields) {
  Json arguments = file_arguments(fields);
  Fields& columns = fields.object("columns");
  for (const char* role : kRoles) {
    if (const auto column = columns.maybe_text(role, kColumn)) arguments[role] = *column;
  }
  if (const auto form = columns.maybe_text("time_format", kColumn))
    arguments["time_format"] = *form;
  return arguments;
}

FilePreviewOptions preview_options(const Json& arguments) {
  const auto text = [&](const char* name) -> std::optional<std::string> {
    return arguments.contains(name) ? std::optional(arguments[name].get<std::string>())
                                    : std::nullopt;
  };
  FilePreviewOptions options{.format = file_format_of(text("format").value_or(""))};
  options.flat = {.user_id = text("user_id"),
                  .anonymous_id = text("anonymous_id"),
                  .email = text("email"),
                  .event = text("event"),
                  .event_name = text("event_name"),
                  .time = text("time"),
                  .time_format = text("time_format").value_or("")};
  return options;
}

Json preview_json(const FilePreview& preview) {
  Json rows = Json::array(), roles = Json::object(), events = Json::array(),
       discards = Json::array();
  for (const auto& row : preview.rows) {
    Json cells = Json::array();
    for (const auto& cell : row) cells.push_back(cell ? Json(*cell) : Json(nullptr));
    rows.push_back(std::move(cells));
  }
  for (const auto& [role, column] : preview.roles) roles[role] = column;
  for (const Event& event : preview.events) {
    Json ids = Json::array();
    for (const ExternalId& id : event.ids) ids.push_back({{"type", id.type}, {"id", id.value}});
    events.push_back({{"type", name_of(event.kind)},
                      {"event", event.name},
                      {"at", format_time(event.at)},
                      {"external_ids", std::move(ids)},
                      {"body", Json::parse(event.body, nullptr, false)}});
  }
  for (const Discard& discard : preview.discards) {
    discards.push_back({{"line", discard.line},
                        {"reason", name_of(discard.reason)},
                        {"detail", discard.detail},
                        {"excerpt", discard.excerpt}});
  }
  Json problem = nullptr;
  if (preview.problem) {
    problem = {{"field", preview.problem->field}, {"message", preview.problem->message}};
  }
  return {{"format", preview.format ? Json(name_of(*preview.format)) : Json(nullptr)},
          {"columns", preview.columns},
          {"rows", std::move(rows)},
          {"roles", std::move(roles)},
          {"problem", std::move(problem)},
          {"events", std::move(events)},
          {"discards", std::move(discards)}};
}

// Refused before a run is made of it: nothing was uploaded under that id.
Result<void> check_upload(const ManageApi& api, const Json& arguments) {
  TRY(api.services->intake.add_to_upload(arguments["upload"].get<std::string>(), ""));
  return {};
}

void add_imports(std::vector<Route>& routes, const ManageApi& api) {
  const std::string base = kBase + "/imports";
  routes.push_back(
      managed("POST", base + "/previews", Scope::kManage, [api](Call& call) -> Result<Answer> {
        const Json arguments = import_arguments(call.fields);
        TRY(call.check());
        ASSIGN(const auto preview,
               api.services->intake.preview_upload(arguments["upload"].get<std::string>(),
                                                   preview_options(arguments)));
        return Answer{.body = preview_json(preview)};
      }));
  routes.push_back(managed("POST", base, Scope::kManage, [api](Call& call) -> Result<Answer> {
    const Json arguments = import_arguments(call.fields);
    TRY(call.check());
    TRY(check_upload(api, arguments));
    return queue_run(api, call, {"import", "events.import"}, arguments);
  }));
  routes.push_back(managed(
      "POST", kBase + "/items/imports", Scope::kManage, [api](Call& call) -> Result<Answer> {
        Json arguments = file_arguments(call.fields);
        arguments["key"] = call.fields.text("key", kColumn);
        TRY(call.check());
        TRY(check_upload(api, arguments));
        return queue_run(api, call, {"items.import", "items.import"}, arguments);
      }));
  routes.push_back(
      managed("POST", kBase + "/demo", Scope::kManage, [api](Call& call) -> Result<Answer> {
        Fields& fields = call.fields.or_none();
        const Json arguments = {
            {"customers", fields.maybe_integer("customers", 300, 20'000).value_or(2'000)},
            {"seed", fields.maybe_integer("seed", 0, 1'000'000).value_or(1)}};
        TRY(call.check());
        ASSIGN(const auto view, api.services->intake.overview());
        if (view.events > 0) {
          return fail(ErrorCode::kConflict,
                      "there are events already; the demo store goes into an empty space only");
        }
        return queue_run(api, call, {"demo", "demo.load"}, arguments);
      }));
}

}  // namespace

std::vector<Route> intake_routes(const ManageApi& api) {
  std::vector<Route> routes;
  add_live_calls(routes, api.services);
  add_discards(routes, api.services);
  add_uploads(routes, api.services);
  add_imports(routes, api);
  return routes;
}

}  // namespace likely::http
