// What people have, or would have, by a recommended items trait.

#include "domain/time.h"
#include "http/manage.h"
#include "http/manage_call.h"

namespace likely::http {

namespace {

constexpr size_t kMostPeople = 20;
constexpr int64_t kUsualPeople = 6;

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

Result<Answer> people(Services& services, Call& call) {
  TraitPeoplePage page;
  ASSIGN(page.limit, call.limit());
  ASSIGN(page.below, call.cursor());
  ASSIGN(page.reasons, call.flag("reasons"));
  ASSIGN(const auto found, services.trait.people(call.request.parameter("trait"), page));
  return Answer{.body = page_json(people_json(found.people), found.next)};
}

}  // namespace

std::vector<Route> trait_people_routes(const ManageApi& api) {
  const std::string base = "/v1/spaces/{space}/traits";
  return {managed("POST", base + "/previews", Scope::kView,
                  [services = api.services](Call& call) { return preview(*services, call); }),
          managed("GET", base + "/{trait}/people", Scope::kView,
                  [services = api.services](Call& call) { return people(*services, call); })};
}

}  // namespace likely::http
