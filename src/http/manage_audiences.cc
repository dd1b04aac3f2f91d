#include "base/format.h"
#include "domain/time.h"
#include "http/manage.h"
#include "http/manage_call.h"
#include "http/patterns.h"
#include "pipeline/run_for.h"
#include "services/result_json.h"
#include "services/run_results.h"

namespace likely::http {

namespace {

Json refresh_json(const RefreshRule& rule) {
  return {{"mode", name_of(rule.mode)},
          {"schedule", rule.schedule.empty() ? Json(nullptr) : Json(rule.schedule)},
          {"next", time_json(rule.next)}};
}

// What audiences and traits show alike.
template <typename Record>
Json kept_json(const char* prefix, const Record& record, Json definition) {
  return {{"id", format("{}_{}", prefix, record.id)},
          {"key", record.key},
          {"name", record.name},
          {"status", record.status},
          {"definition", std::move(definition)},
          {"refresh", refresh_json(record.refresh)},
          {"model", record.model},
          {"as_of", format_time(record.as_of)},
          {"created_at", format_time(record.created)},
          {"refreshed_at", format_time(record.refreshed)}};
}

// As it is posted.
Json definition_json(const AudienceRecord& record) {
  Json json = {{"target", {{"column", record.column}, {"value", record.value}}},
               {"known_only", record.known_only},
               {"goals", record.goals},
               {"horizon_days", record.horizon_days}};
  if (record.size_rule) {
    json["size"] = *record.size_rule;
  } else {
    json["top"] = format("{}%", record.top_ppm / 1e4);
  }
  if (record.min_probability) json["min_probability"] = *record.min_probability;
  return json;
}

Json audience_json(const AudienceRecord& record) {
  Json json = kept_json("aud", record, definition_json(record));
  json.update(audience_figures_json(record));
  return json;
}

Json point_json(const SizePoint& point) {
  return {{"size", point.size},          {"share", point.share},
          {"expected", point.expected},  {"low", point.interval.low},
          {"high", point.interval.high}, {"least_likely", point.least_likely}};
}

Json answer_json(const AudienceAnswer& answer) {
  Json curve = Json::array(), why = Json::array();
  for (const SizePoint& point : answer.curve) curve.push_back(point_json(point));
  for (const CommonReason& reason : answer.why) {
    why.push_back({{"kind", reason.kind},
                   {"share", reason.share},
                   {"points", reason.points},
                   {"example", reason.example}});
  }
  return {{"target", {{"column", answer.column}, {"value", answer.value}}},
          {"evidence", answer.evidence},
          {"assumed", answer.assumed},
          {"similar", answer.similar},
          {"eligible", answer.eligible},
          {"asked", answer.asked},
          {"likely_enough", answer.likely_enough},
          {"average", answer.average},
          {"limit", answer.limit},
          {"likeliest", answer.likeliest},
          {"touched_by", answer.touched_by},
          {"recent_conversions", answer.recent_conversions},
          {"point", point_json(answer.point)},
          {"curve", std::move(curve)},
          {"reasons", std::move(why)},
          {"quality", quality_json(answer.quality)},
          {"sentence", past_words(answer.quality, answer.point.share)},
          {"model", answer.model.name},
          {"goals", answer.model.goals},
          {"horizon_days", answer.model.horizon_days},
          {"as_of", format_time(answer.model.as_of)},
          {"notes", answer.model.notes}};
}

std::string number_text(std::optional<double> number) {
  return number ? format("{}", *number) : "";
}

constexpr TextRule kShare{.most = 20, .pattern = kSharePattern, .wanted = "a share such as 20%"};
constexpr TextRule kRefresh{
    .most = 100,
    .pattern = kRefreshPattern,
    .wanted = "snapshot, live, or a schedule such as \"every 6 hours\", daily or \"0 3 * * *\""};
constexpr TextRule kName{.least = 1, .most = 200};

AudienceQuery query_of(Fields& definition) {
  Fields& target = definition.object("target");
  AudienceQuery query{.column = target.text("column"), .value = target.text("value")};
  query.size.top = definition.maybe_text("top", kShare).value_or("");
  if (const auto size = definition.maybe_integer("size", 1, 1'000'000'000)) {
    query.size.size = std::to_string(*size);
  }
  query.size.min_probability = number_text(definition.maybe_number("min_probability", 0, 1));
  query.known_only = definition.flag("known_only", false);
  query.model.goals = definition.texts("goals");
  if (const auto days = definition.maybe_integer("horizon_days", 1, 365)) {
    query.model.horizon_days = static_cast<int>(*days);
  }
  return query;
}

// --- What can be done to audiences and traits alike

Result<std::string> refresh_of(Call& call) {
  const std::string refresh = call.fields.maybe_text("refresh", kRefresh).value_or("snapshot");
  TRY(call.check());
  TRY(parse_refresh(refresh, 0));
  return refresh;
}

// A refresh writes what it read when it began: what changed meanwhile would be lost.
Result<void> check_idle(RunQueue& runs, const std::string& kind, const std::string& key) {
  for (const char* status : {"queued", "running"}) {
    ASSIGN(const auto found, runs.list({.kind = kind + ".refresh", .status = status}));
    for (const RunRecord& run : found) {
      if (Json::parse(run.arguments, nullptr, false).value(kind, "") != key) continue;
      return fail(ErrorCode::kConflict, format("run {} is refreshing it; change it afterwards, or "
                                               "cancel the run",
                                               run.id));
    }
  }
  return {};
}

template <typename Record>
struct Kept {
  std::string kind;  // "audience"
  Json (*json)(const Record& record);
  std::function<Result<std::vector<Record>>()> list;
  std::function<Result<Record>(const std::string& name)> remove;
  std::function<Result<Record>(const std::string& name, const Change& change)> change;
};

template <typename Record>
Result<Record> find_kept(const Kept<Record>& kept, const Call& call) {
  const std::string& name = call.request.parameter(kept.kind);
  ASSIGN(auto records, kept.list());
  for (Record& record : records) {
    if (record.key == name || record.name == name) return std::move(record);
  }
  return fail(ErrorCode::kNotFound, format("there is no {} {}", kept.kind, name));
}

template <typename Record>
Result<Answer> change_kept(const Kept<Record>& kept, const ManageApi& api, Call& call) {
  const Change change{call.fields.maybe_text("name", kName),
                      call.fields.maybe_text("refresh", kRefresh)};
  TRY(call.check());
  ASSIGN(const Record before, find_kept(kept, call));
  TRY(check_idle(*api.runs, kept.kind, before.key));
  ASSIGN(const Record record, kept.change(before.key, change));
  const Json detail = {{"name", record.name}, {"refresh", refresh_json(record.refresh)}};
  TRY(api.services->access.book->record(call.actor(), kept.kind + ".change", record.key,
                                        json_text(detail)));
  return Answer{.body = kept.json(record)};
}

template <typename Record>
Result<Answer> refresh_kept(const Kept<Record>& kept, const ManageApi& api, Call& call) {
  TRY(call.check());
  ASSIGN(const Record record, find_kept(kept, call));
  const std::string kind = kept.kind + ".refresh";
  TRY(api.services->access.book->record(call.actor(), kind, record.key, "{}"));
  ASSIGN(const auto run, api.runs->add(kind, json_text({{kept.kind, record.key}}), call.actor()));
  return Answer{202, run_json(run)};
}

template <typename Record>
void add_kept(std::vector<Route>& routes, const ManageApi& api, const Kept<Record>& kept) {
  const std::string base = format("/v1/spaces/{{space}}/{}s", kept.kind);
  const std::string one = format("{}/{{{}}}", base, kept.kind);
  routes.push_back(managed("GET", base, Scope::kView, [kept](Call&) -> Result<Answer> {
    ASSIGN(const auto records, kept.list());
    Json list = Json::array();
    for (const Record& record : records) list.push_back(kept.json(record));
    return Answer{.body = page_json(std::move(list), {})};
  }));
  routes.push_back(managed("PATCH", one, Scope::kManage,
                           [kept, api](Call& call) { return change_kept(kept, api, call); }));
  routes.push_back(managed("POST", one + "/refresh", Scope::kManage,
                           [kept, api](Call& call) { return refresh_kept(kept, api, call); }));
  routes.push_back(
      managed("DELETE", one, Scope::kManage, [kept, api](Call& call) -> Result<Answer> {
        TRY(call.check());
        ASSIGN(const auto record, kept.remove(call.request.parameter(kept.kind)));
        TRY(api.services->access.book->record(call.actor(), kept.kind + ".delete", record.key,
                                              "{}"));
        return Answer{204, {}};
      }));
}

// --- Audiences

// A run beside the others: who asks waits for it, as it is over soon.
Result<Answer> create_audience(const ManageApi& api, Call& call) {
  const std::string name = call.fields.text("name", kName);
  AudienceQuery query = query_of(call.fields.object("definition"));
  ASSIGN(query.refresh, refresh_of(call));
  const Json arguments = {{"name", name}, {"column", query.column}, {"value", query.value}};
  ASSIGN(
      const auto created,
      run_for<CreatedAudience>(
          *api.runs, RunPlace::kBeside, {"audience.create", json_text(arguments), call.actor()},
          [&](Progress& progress) { return api.services->audience.create(name, query, progress); },
          told<CreatedAudience>));
  TRY(api.services->access.book->record(call.actor(), "audience.create", created.record.key, "{}"));
  return Answer{201, audience_json(created.record)};
}

void add_audiences(std::vector<Route>& routes, const ManageApi& api,
                   const Kept<AudienceRecord>& kept) {
  Services* services = api.services;
  const std::string base = "/v1/spaces/{space}/audiences";
  routes.push_back(
      managed("POST", base + "/previews", Scope::kView, [services](Call& call) -> Result<Answer> {
        const AudienceQuery query = query_of(call.fields.object("definition"));
        TRY(call.check());
        ASSIGN(const auto answer, services->audience.preview(query));
        return Answer{.body = answer_json(answer)};
      }));
  routes.push_back(managed("POST", base, Scope::kManage,
                           [api](Call& call) { return create_audience(api, call); }));
  const std::string one = base + "/{audience}";
  routes.push_back(managed("GET", one, Scope::kView, [kept](Call& call) -> Result<Answer> {
    ASSIGN(const auto record, find_kept(kept, call));
    return Answer{.body = audience_json(record)};
  }));
  routes.push_back(
      managed("GET", one + "/curve", Scope::kView, [services](Call& call) -> Result<Answer> {
        ASSIGN(const auto shown, services->audience.show(call.request.parameter("audience")));
        return Answer{.body = answer_json(shown.answer)};
      }));
  routes.push_back(
      managed("GET", one + "/members", Scope::kView, [services](Call& call) -> Result<Answer> {
        ASSIGN(const size_t limit, call.limit());
        ASSIGN(const int64_t after, call.cursor());
        ASSIGN(const bool reasons, call.flag("reasons"));
        ASSIGN(const auto found,
               services->audience.members(call.request.parameter("audience"),
                                          {static_cast<uint64_t>(after), limit, reasons}));
        Json list = Json::array();
        for (const MemberRow& member : found.members) {
          Json row = names_json(member.names);
          row["probability"] = member.probability;
          row["percentile"] = member.percentile;
          row["rank"] = member.rank;
          row["reasons"] = member.reasons;
          list.push_back(std::move(row));
        }
        return Answer{.body = page_json(std::move(list), found.next)};
      }));
}

// The bytes of an audience's or a trait's file.
template <typename Service>
Endpoint exporting(Service* service, const char* kind, bool reasons) {
  return [service, kind, reasons](Call& call) -> Result<Answer> {
    ASSIGN(const std::string ending, export_ending(call));
    ExportOptions options{.name = call.request.parameter(kind), .out = "export." + ending};
    if (reasons) {
      ASSIGN(options.reasons, call.flag("reasons"));
    }
    ASSIGN(auto bytes, service->download(options));
    return file_answer(options.name, ending, std::move(bytes));
  };
}

// --- Traits

Json trait_json(const TraitRecord& record) {
  Json json = kept_json("trt", record,
                        {{"column", record.column},
                         {"count", record.count},
                         {"exclude", record.exclude},
                         {"exclude_where", record.exclude_where},
                         {"known_only", record.known_only},
                         {"goals", record.goals},
                         {"horizon_days", record.horizon_days}});
  json["profiles"] = record.profiles;
  json["public"] = record.is_public;
  return json;
}

void add_traits(std::vector<Route>& routes, Services* services, RunQueue* runs) {
  const std::string base = "/v1/spaces/{space}/traits", one = base + "/{trait}";
  routes.push_back(
      managed("POST", base, Scope::kManage, [services, runs](Call& call) -> Result<Answer> {
        Json arguments = {{"name", call.fields.text("name", kName)}};
        Fields& definition = call.fields.object("definition");
        arguments["column"] = definition.text("column");
        arguments["count"] = definition.maybe_integer("count", 1, 50).value_or(10);
        arguments["exclude"] = definition.texts("exclude");
        arguments["exclude_where"] = definition.texts("exclude_where");
        arguments["known_only"] = definition.flag("known_only", false);
        arguments["goals"] = definition.texts("goals");
        if (const auto days = definition.maybe_integer("horizon_days", 1, 365)) {
          arguments["horizon_days"] = *days;
        }
        ASSIGN(arguments["refresh"], refresh_of(call));
        TRY(services->access.book->record(call.actor(), "trait.create", arguments["name"],
                                          json_text({{"refresh", arguments["refresh"]}})));
        ASSIGN(const auto run, runs->add("trait.create", json_text(arguments), call.actor()));
        return Answer{202, run_json(run)};
      }));
  routes.push_back(managed("GET", one, Scope::kView, [services](Call& call) -> Result<Answer> {
    ASSIGN(const auto shown, services->trait.show(call.request.parameter("trait"), ""));
    Json answer = trait_json(shown.record);
    answer["frequent"] = Json::array();
    for (const FrequentValue& one : shown.frequent) {
      answer["frequent"].push_back(
          {{"value", one.value}, {"profiles", one.profiles}, {"item", item_json(one.item)}});
    }
    return Answer{.body = std::move(answer)};
  }));
  routes.push_back(
      managed("PUT", one + "/public", Scope::kManage, [services](Call& call) -> Result<Answer> {
        const bool is_public = call.fields.flag("public");
        TRY(call.check());
        TRY(services->trait.publish(call.request.parameter("trait"), is_public));
        TRY(services->access.book->record(call.actor(),
                                          is_public ? "trait.publish" : "trait.unpublish",
                                          call.request.parameter("trait"), "{}"));
        return Answer{.body = {{"public", is_public}}};
      }));
}

}  // namespace

std::vector<Route> audience_routes(const ManageApi& api) {
  std::vector<Route> routes;
  Services* services = api.services;
  const Kept<AudienceRecord> audiences{
      .kind = "audience",
      .json = audience_json,
      .list = [services] { return services->audience.list(); },
      .remove = [services](const std::string& name) { return services->audience.remove(name); },
      .change = [services](
                    const std::string& name,
                    const Change& change) { return services->audience.change(name, change); }};
  add_kept(routes, api, audiences);
  add_kept<TraitRecord>(
      routes, api,
      {.kind = "trait",
       .json = trait_json,
       .list = [services] { return services->trait.list(); },
       .remove = [services](const std::string& name) { return services->trait.remove(name); },
       .change = [services](
                     const std::string& name,
                     const Change& change) { return services->trait.change(name, change); }});
  const std::string space = "/v1/spaces/{space}";
  routes.push_back(managed("GET", space + "/audiences/{audience}/export", Scope::kView,
                           exporting(&services->audience, "audience", true)));
  routes.push_back(managed("GET", space + "/traits/{trait}/export", Scope::kView,
                           exporting(&services->trait, "trait", false)));
  add_audiences(routes, api, audiences);
  add_traits(routes, services, api.runs);
  return routes;
}

}  // namespace likely::http
