// Recommended items traits, and what people have, or would have, by them.

#include "domain/time.h"
#include "http/manage_kept.h"
#include "http/run_checks.h"

namespace likely::http {

namespace {

constexpr size_t kMostPeople = 20;
constexpr int64_t kUsualPeople = 6;

Json trait_json(const TraitRecord& record) {
  Json json = kept_json(kTraitIds, record,
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

Json person_json(const ListedPerson& person) {
  Json row = names_json(person.names), values = Json::array();
  for (const ListedValue& one : person.values) {
    values.push_back({{"value", one.value},
                      {"probability", one.probability},
                      {"reasons", one.reasons},
                      {"item", item_json(one.item)}});
  }
  row["eligible"] = person.eligible;
  row["values"] = std::move(values);
  return row;
}

Json people_json(const std::vector<ListedPerson>& people) {
  Json list = Json::array();
  for (const ListedPerson& person : people) list.push_back(person_json(person));
  return list;
}

Json preview_json(const TraitPreview& preview) {
  return {{"people", people_json(preview.people)},
          {"values", preview.values},
          {"excluded_values", preview.excluded_values},
          {"model", preview.model.name},
          {"goals", preview.model.goals},
          {"horizon_days", preview.model.horizon_days},
          {"as_of", format_time(preview.model.as_of)},
          {"notes", preview.model.notes}};
}

TraitQuery query_of(Fields& definition) {
  TraitQuery query{.column = definition.text("column"),
                   .count = std::to_string(definition.maybe_integer("count", 1, 50).value_or(10)),
                   .exclude = definition.texts("exclude"),
                   .exclude_where = definition.texts("exclude_where"),
                   .known_only = definition.flag("known_only", false),
                   .model = {.goals = definition.texts("goals")}};
  if (const auto days = definition.maybe_integer("horizon_days", 1, 365)) {
    query.model.horizon_days = static_cast<int>(*days);
  }
  return query;
}

Result<Answer> preview(Services& services, Call& call) {
  const TraitQuery query = query_of(call.fields.object("definition"));
  const auto people = call.fields.texts("people");
  const auto limit = call.fields.maybe_integer("limit", 1, kMostPeople).value_or(kUsualPeople);
  TRY(call.check());
  if (people.size() > kMostPeople) {
    return fail_field(ErrorCode::kUsage, "people", "name at most 20 people");
  }
  ASSIGN(const auto shown, services.trait.preview(query, people, static_cast<size_t>(limit)));
  return Answer{.body = preview_json(shown)};
}

// The arguments of the run that creates it.
Json arguments_json(const std::string& name, const TraitQuery& query) {
  Json arguments = {{"name", name},
                    {"column", query.column},
                    {"count", std::stoi(query.count)},
                    {"exclude", query.exclude},
                    {"exclude_where", query.exclude_where},
                    {"known_only", query.known_only},
                    {"goals", query.model.goals},
                    {"refresh", query.refresh}};
  if (query.model.horizon_days) arguments["horizon_days"] = *query.model.horizon_days;
  return arguments;
}

Result<Answer> create(const ManageApi& api, Call& call) {
  const std::string name = call.fields.text("name", kNameRule);
  TraitQuery query = query_of(call.fields.object("definition"));
  ASSIGN(query.refresh, refresh_of(call));
  TRY(check_unless_pending(*api.runs, {"catalog", "demo", "train"},
                           [&] { return api.checks.trait(name, query); }));
  TRY(api.services->access.book->record(call.actor(), "trait.create", name,
                                        json_text({{"refresh", query.refresh}})));
  return queue_run(api, call, {"trait.create"}, arguments_json(name, query));
}

Result<Answer> show(Services& services, const Kept<TraitRecord>& kept, RunQueue& runs,
                    const Call& call) {
  ASSIGN(const auto found, services.trait.show(call.request.parameter("trait"), ""));
  ASSIGN(Json answer, shown(kept, runs, found.record));
  answer["frequent"] = Json::array();
  for (const FrequentValue& one : found.frequent) {
    answer["frequent"].push_back(
        {{"value", one.value}, {"profiles", one.profiles}, {"item", item_json(one.item)}});
  }
  return Answer{.body = std::move(answer)};
}

Result<Answer> publish(Services& services, const Kept<TraitRecord>& kept, Call& call) {
  const bool is_public = call.fields.flag("public");
  TRY(call.check());
  ASSIGN(const auto record, find_kept(kept, call));
  TRY(services.trait.publish(record.key, is_public));
  TRY(services.access.book->record(call.actor(), is_public ? "trait.publish" : "trait.unpublish",
                                   record.key, "{}"));
  return Answer{.body = {{"public", is_public}}};
}

Result<Answer> people(Services& services, Call& call) {
  TraitPeoplePage page;
  ASSIGN(page.limit, call.limit());
  ASSIGN(page.below, call.cursor());
  ASSIGN(page.reasons, call.flag("reasons"));
  ASSIGN(const auto found, services.trait.people(call.request.parameter("trait"), page));
  return Answer{.body = page_json(people_json(found.people), found.next)};
}

}  // namespace

std::vector<Route> trait_routes(const ManageApi& api) {
  Services* services = api.services;
  const TraitService& service = services->trait;
  const Kept<TraitRecord> kept = kept_by(service, "trait", kTraitIds, trait_json);
  std::vector<Route> routes;
  add_kept(routes, api, kept);
  const std::string base = "/v1/spaces/{space}/traits", one = base + "/{trait}";
  const auto add = [&](const char* method, const std::string& pattern, Scope scope,
                       Endpoint answer) {
    routes.push_back(managed(method, pattern, scope, std::move(answer)));
  };
  add("POST", base, Scope::kManage, [api](Call& call) { return create(api, call); });
  add("POST", base + "/previews", Scope::kView,
      [services](Call& call) { return preview(*services, call); });
  add("GET", one, Scope::kView,
      [services, kept, runs = api.runs](Call& call) { return show(*services, kept, *runs, call); });
  add("GET", one + "/people", Scope::kView,
      [services](Call& call) { return people(*services, call); });
  add("GET", one + "/export", Scope::kView,
      [kept, &service](Call& call) { return export_kept(kept, service, call, false); });
  add("PUT", one + "/public", Scope::kManage,
      [services, kept](Call& call) { return publish(*services, kept, call); });
  return routes;
}

}  // namespace likely::http
