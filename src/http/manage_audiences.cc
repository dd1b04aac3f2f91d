#include "base/format.h"
#include "domain/time.h"
#include "http/manage.h"
#include "http/manage_call.h"

namespace likely::http {

namespace {

Json rule_json(const AudienceRecord& record) {
  return {
      {"top", record.top_ppm / 1e6},
      {"size", record.size_rule ? Json(*record.size_rule) : Json(nullptr)},
      {"min_probability", record.min_probability ? Json(*record.min_probability) : Json(nullptr)}};
}

Json audience_json(const AudienceRecord& record) {
  return {{"id", format("aud_{}", record.id)},
          {"key", record.key},
          {"name", record.name},
          {"status", record.status},
          {"definition",
           {{"target", {{"column", record.column}, {"value", record.value}}},
            {"size_rule", rule_json(record)},
            {"known_only", record.known_only},
            {"goals", record.goals},
            {"horizon_days", record.horizon_days}}},
          {"model", record.model},
          {"as_of", format_time(record.as_of)},
          {"created_at", format_time(record.created)},
          {"refreshed_at", format_time(record.refreshed)},
          {"eligible", record.eligible},
          {"asked", record.asked},
          {"size", record.size},
          {"expected", record.expected},
          {"low", record.low},
          {"high", record.high},
          {"least_likely", record.least_likely},
          {"evidence", record.evidence},
          {"assumed", record.assumed}};
}

Json point_json(const SizePoint& point) {
  return {{"size", point.size},          {"share", point.share},
          {"expected", point.expected},  {"low", point.interval.low},
          {"high", point.interval.high}, {"least_likely", point.least_likely}};
}

Json names_json(const ProfileNames& names) {
  return {{"profile_id", names.profile_id},
          {"user_id", names.user_id},
          {"anonymous_id", names.anonymous_id},
          {"email", names.email}};
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
          {"point", point_json(answer.point)},
          {"curve", std::move(curve)},
          {"reasons", std::move(why)},
          {"model", answer.model.name},
          {"goals", answer.model.goals},
          {"horizon_days", answer.model.horizon_days},
          {"as_of", format_time(answer.model.as_of)},
          {"notes", answer.model.notes}};
}

std::string number_text(std::optional<double> number) {
  return number ? format("{}", *number) : "";
}

AudienceQuery query_of(Fields& definition) {
  Fields& target = definition.object("target");
  AudienceQuery query{.column = target.text("column"), .value = target.text("value")};
  query.size.top = definition.maybe_text("top").value_or("");
  if (const auto size = definition.maybe_integer("size", 1, 1'000'000'000)) {
    query.size.size = std::to_string(*size);
  }
  query.size.min_probability = number_text(definition.maybe_number("min_probability"));
  query.known_only = definition.flag("known_only", false);
  query.model.goals = definition.texts("goals");
  if (const auto days = definition.maybe_integer("horizon_days", 1, 365)) {
    query.model.horizon_days = static_cast<int>(*days);
  }
  return query;
}

void add_audiences(std::vector<Route>& routes, Services* services, RunQueue* runs) {
  const std::string base = "/v1/spaces/{space}/audiences";
  routes.push_back(managed("GET", base, Scope::kView, [services](Call&) -> Result<Answer> {
    ASSIGN(const auto records, services->audience.list());
    Json list = Json::array();
    for (const auto& record : records) list.push_back(audience_json(record));
    return Answer{.body = page_json(std::move(list), {})};
  }));
  routes.push_back(
      managed("POST", base + "/previews", Scope::kView, [services](Call& call) -> Result<Answer> {
        const AudienceQuery query = query_of(call.fields.object("definition"));
        TRY(call.check());
        ASSIGN(const auto answer, services->audience.preview(query));
        return Answer{.body = answer_json(answer)};
      }));
  routes.push_back(managed("POST", base, Scope::kManage, [services](Call& call) -> Result<Answer> {
    const std::string name = call.fields.text("name");
    const AudienceQuery query = query_of(call.fields.object("definition"));
    TRY(call.check());
    ASSIGN(const auto created, services->audience.create(name, query));
    TRY(services->access.book->record(call.actor(), "audience.create", created.record.key, "{}"));
    return Answer{201, audience_json(created.record)};
  }));
  const std::string one = base + "/{audience}";
  routes.push_back(managed("GET", one, Scope::kView, [services](Call& call) -> Result<Answer> {
    ASSIGN(const auto shown, services->audience.show(call.request.parameter("audience")));
    return Answer{.body = audience_json(shown.record)};
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
        const bool reasons = call.request.query_value("reasons") == "true";
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
  routes.push_back(managed(
      "POST", one + "/refresh", Scope::kManage, [services, runs](Call& call) -> Result<Answer> {
        TRY(call.check());
        ASSIGN(const auto shown, services->audience.show(call.request.parameter("audience")));
        const Json arguments = {{"audience", shown.record.key}};
        ASSIGN(const auto run, runs->add("audience.refresh", arguments.dump(), call.actor()));
        return Answer{202, run_json(run)};
      }));
  routes.push_back(managed("DELETE", one, Scope::kManage, [services](Call& call) -> Result<Answer> {
    TRY(call.check());
    ASSIGN(const auto record, services->audience.remove(call.request.parameter("audience")));
    TRY(services->access.book->record(call.actor(), "audience.delete", record.key, "{}"));
    return Answer{204, {}};
  }));
}

// --- Traits

Json trait_json(const TraitRecord& record) {
  return {{"id", format("trt_{}", record.id)},
          {"key", record.key},
          {"name", record.name},
          {"status", record.status},
          {"definition",
           {{"column", record.column},
            {"count", record.count},
            {"exclude", record.exclude},
            {"exclude_where", record.exclude_where},
            {"known_only", record.known_only},
            {"goals", record.goals},
            {"horizon_days", record.horizon_days}}},
          {"model", record.model},
          {"as_of", format_time(record.as_of)},
          {"created_at", format_time(record.created)},
          {"refreshed_at", format_time(record.refreshed)},
          {"profiles", record.profiles}};
}

void add_traits(std::vector<Route>& routes, Services* services, RunQueue* runs) {
  const std::string base = "/v1/spaces/{space}/traits", one = base + "/{trait}";
  routes.push_back(managed("GET", base, Scope::kView, [services](Call&) -> Result<Answer> {
    ASSIGN(const auto records, services->trait.list());
    Json list = Json::array();
    for (const auto& record : records) list.push_back(trait_json(record));
    return Answer{.body = page_json(std::move(list), {})};
  }));
  routes.push_back(managed("POST", base, Scope::kManage, [runs](Call& call) -> Result<Answer> {
    Json arguments = {{"name", call.fields.text("name")}};
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
    TRY(call.check());
    ASSIGN(const auto run,
           runs->add("trait.create", arguments.dump(-1, ' ', false, Json::error_handler_t::replace),
                     call.actor()));
    return Answer{202, run_json(run)};
  }));
  routes.push_back(managed("GET", one, Scope::kView, [services](Call& call) -> Result<Answer> {
    ASSIGN(const auto shown, services->trait.show(call.request.parameter("trait"), ""));
    Json answer = trait_json(shown.record);
    answer["frequent"] = Json::array();
    for (const auto& [value, count] : shown.frequent) {
      answer["frequent"].push_back({{"value", value}, {"profiles", count}});
    }
    return Answer{.body = std::move(answer)};
  }));
  routes.push_back(managed(
      "POST", one + "/refresh", Scope::kManage, [services, runs](Call& call) -> Result<Answer> {
        TRY(call.check());
        ASSIGN(const auto shown, services->trait.show(call.request.parameter("trait"), ""));
        const Json arguments = {{"trait", shown.record.key}};
        ASSIGN(const auto run, runs->add("trait.refresh", arguments.dump(), call.actor()));
        return Answer{202, run_json(run)};
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
  routes.push_back(managed("DELETE", one, Scope::kManage, [services](Call& call) -> Result<Answer> {
    TRY(call.check());
    ASSIGN(const auto record, services->trait.remove(call.request.parameter("trait")));
    TRY(services->access.book->record(call.actor(), "trait.delete", record.key, "{}"));
    return Answer{204, {}};
  }));
}

}  // namespace

std::vector<Route> audience_routes(const ManageApi& api) {
  std::vector<Route> routes;
  add_audiences(routes, api.services, api.runs);
  add_traits(routes, api.services, api.runs);
  return routes;
}

}  // namespace likely::http
