#include "domain/time.h"
#include "http/manage_kept.h"
#include "http/patterns.h"
#include "pipeline/run_for.h"
#include "services/run_results.h"

namespace likely::http {

namespace {

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
  Json json = kept_json(kAudienceIds, record, definition_json(record));
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

Result<Answer> preview(Services& services, Call& call) {
  const AudienceQuery query = query_of(call.fields.object("definition"));
  TRY(call.check());
  ASSIGN(const auto answer, services.audience.preview(query));
  return Answer{.body = answer_json(answer)};
}

// A run beside the others: who asks waits for it, as it is over soon.
Result<Answer> create(const ManageApi& api, Call& call) {
  const std::string name = call.fields.text("name", kNameRule);
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

Result<Answer> members(Services& services, const Call& call) {
  ASSIGN(const size_t limit, call.limit());
  ASSIGN(const int64_t after, call.cursor());
  ASSIGN(const bool reasons, call.flag("reasons"));
  ASSIGN(const auto found,
         services.audience.members(call.request.parameter("audience"),
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
}

}  // namespace

std::vector<Route> audience_routes(const ManageApi& api) {
  Services* services = api.services;
  const AudienceService& service = services->audience;
  const Kept<AudienceRecord> kept = kept_by(service, "audience", kAudienceIds, audience_json);
  std::vector<Route> routes;
  add_kept(routes, api, kept);
  const std::string base = "/v1/spaces/{space}/audiences", one = base + "/{audience}";
  routes.push_back(managed("POST", base + "/previews", Scope::kView,
                           [services](Call& call) { return preview(*services, call); }));
  routes.push_back(
      managed("POST", base, Scope::kManage, [api](Call& call) { return create(api, call); }));
  routes.push_back(managed("GET", one, Scope::kView, [kept, api](Call& call) -> Result<Answer> {
    ASSIGN(const auto record, find_kept(kept, call));
    ASSIGN(Json json, shown(kept, *api.runs, record));
    return Answer{.body = std::move(json)};
  }));
  routes.push_back(
      managed("GET", one + "/curve", Scope::kView, [&service](Call& call) -> Result<Answer> {
        ASSIGN(const auto found, service.show(call.request.parameter("audience")));
        return Answer{.body = answer_json(found.answer)};
      }));
  routes.push_back(managed("GET", one + "/members", Scope::kView,
                           [services](Call& call) { return members(*services, call); }));
  routes.push_back(
      managed("GET", one + "/export", Scope::kView, [kept, &service](Call& call) -> Result<Answer> {
        ASSIGN(const bool reasons, call.flag("reasons"));
        return export_kept(kept, service, call, reasons);
      }));
  return routes;
}

}  // namespace likely::http
