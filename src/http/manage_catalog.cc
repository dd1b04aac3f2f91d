// The catalog: which events are interactions, the values of its columns, its products.

#include <algorithm>

#include "base/format.h"
#include "domain/time.h"
#include "http/manage.h"
#include "http/manage_call.h"

namespace likely::http {

namespace {

constexpr TextRule kMappingText{.most = kBodyBytes};

// Per rule and column how many of the interactions have a value.
Json rules_json(const Mapping& mapping, const std::vector<bool>& goals,
                const std::vector<RuleCounts>& counts) {
  Json rules = Json::array();
  for (size_t i = 0; i < mapping.rules.size(); ++i) {
    Json columns = Json::array();
    for (size_t c = 0; c < mapping.columns.size() && c < counts[i].filled.size(); ++c) {
      columns.push_back({{"column", mapping.columns[c].name},
                         {"filled", counts[i].filled[c]},
                         {"unusable", counts[i].unusable[c]}});
    }
    rules.push_back({{"event", mapping.rules[i].event},
                     {"goal", static_cast<bool>(goals[i])},
                     {"events", counts[i].events},
                     {"without_key", counts[i].without_key},
                     {"interactions", counts[i].rows},
                     {"columns", std::move(columns)}});
  }
  return rules;
}

Json check_json(const MappingCheck& check) {
  Json warnings = Json::array();
  for (const auto& warning : check.warnings) {
    warnings.push_back({{"code", warning.code}, {"message", warning.message}});
  }
  return {{"valid", !check.problem},
          {"problem", check.problem ? Json(check.problem->message) : Json(nullptr)},
          {"mapping", check.problem ? Json(nullptr) : Json::parse(check.json, nullptr, false)},
          {"toml", check.problem ? Json(nullptr) : Json(check.toml)},
          {"rules", rules_json(check.mapping, check.goals, check.counts)},
          {"events", check.events},
          {"warnings", std::move(warnings)}};
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
                           {"values", report.values},
                           {"rules", rules_json(report.mapping, report.goals, report.counts)}}};
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
  routes.push_back(managed("PUT", base, Scope::kManage, [api](Call& call) -> Result<Answer> {
    const std::string text = call.fields.text("text", kMappingText);
    TRY(call.check());
    TRY(api.checks.catalog(text));
    return queue_run(api, call, {"catalog", "catalog.set"}, {{"text", text}});
  }));
  routes.push_back(
      managed("POST", base + "/previews", Scope::kView, [services](Call& call) -> Result<Answer> {
        const std::string text = call.fields.text("text", kMappingText);
        TRY(call.check());
        ASSIGN(const auto check, services->catalog.check(text));
        return Answer{.body = check_json(check)};
      }));
}

void add_values(std::vector<Route>& routes, Services* services) {
  const std::string base = "/v1/spaces/{space}/catalog/columns";
  routes.push_back(managed("GET", base, Scope::kView, [services](Call&) -> Result<Answer> {
    ASSIGN(const auto columns, services->catalog.columns());
    Json list = Json::array();
    for (const CatalogColumn& column : columns) {
      list.push_back({{"name", column.name},
                      {"type", column.type == ColumnType::kNumber ? "number" : "text"},
                      {"values", column.values},
                      {"interactions", column.interactions}});
    }
    return Answer{.body = page_json(std::move(list), kNoMore)};
  }));
  routes.push_back(managed("GET", base + "/{column}/values", Scope::kView,
                           [services](Call& call) -> Result<Answer> {
                             CatalogValueQuery query{.column = call.request.parameter("column")};
                             ASSIGN(query.search, call.text("search"));
                             ASSIGN(query.limit, call.limit());
                             ASSIGN(const int64_t skip, call.cursor());
                             query.skip = static_cast<uint64_t>(skip);
                             ASSIGN(const auto found, services->catalog.values(query));
                             Json list = Json::array();
                             for (const CatalogValue& one : found.values) {
                               list.push_back({{"value", one.value},
                                               {"interactions", one.interactions},
                                               {"last", time_json(one.last)}});
                             }
                             Json page = page_json(std::move(list), skip, found.more);
                             page["known"] = found.known;
                             page["similar"] = found.similar;
                             return Answer{.body = std::move(page)};
                           }));
}

Json item_json(const CatalogItem& item) {
  return {{"key", item.key},
          {"in_feed", item.in_feed},
          {"attributes", Json::parse(item.attributes, nullptr, false)},
          {"interactions", item.interactions},
          {"last", time_json(item.last)}};
}

void add_items(std::vector<Route>& routes, Services* services) {
  const std::string base = "/v1/spaces/{space}/items";
  routes.push_back(managed("GET", base, Scope::kView, [services](Call& call) -> Result<Answer> {
    CatalogItemQuery query;
    ASSIGN(query.search, call.text("search"));
    ASSIGN(query.limit, call.limit());
    ASSIGN(const int64_t skip, call.cursor());
    query.skip = static_cast<uint64_t>(skip);
    ASSIGN(const auto found, services->catalog.items(query));
    Json list = Json::array();
    for (const CatalogItem& item : found.items) list.push_back(item_json(item));
    Json page = page_json(std::move(list), skip, found.more);
    page["count"] = found.count;
    return Answer{.body = std::move(page)};
  }));
  routes.push_back(
      managed("GET", base + "/{item}", Scope::kView, [services](Call& call) -> Result<Answer> {
        ASSIGN(const auto page, services->catalog.item(call.request.parameter("item")));
        Json json = item_json(page.item);
        json["events"] = Json::array();
        for (const auto& event : page.events) {
          json["events"].push_back({{"event", event.name},
                                    {"interactions", event.interactions},
                                    {"first", format_time(event.first)},
                                    {"last", format_time(event.last)}});
        }
        return Answer{.body = std::move(json)};
      }));
}

// What a property holds, with its most frequent values.
Json path_json(const PathShape& path) {
  constexpr size_t kShown = 5;
  std::vector<uint32_t> codes(path.uses.size());
  for (uint32_t i = 0; i < codes.size(); ++i) codes[i] = i;
  std::ranges::stable_sort(codes, std::ranges::greater(),
                           [&](uint32_t code) { return path.uses[code]; });
  Json samples = Json::array();
  for (size_t i = 0; i < codes.size() && i < kShown; ++i) {
    samples.push_back(
        {{"value", std::string(path.values.text(codes[i]))}, {"count", path.uses[codes[i]]}});
  }
  return {{"path", path.text()},     {"events", path.events},      {"cells", path.cells},
          {"numbers", path.numbers}, {"values", path.uses.size()}, {"samples", std::move(samples)}};
}

void add_event_names(std::vector<Route>& routes, Services* services) {
  const std::string base = "/v1/spaces/{space}/event_names";
  routes.push_back(managed("GET", base, Scope::kView, [services](Call& call) -> Result<Answer> {
    ASSIGN(const size_t limit, call.limit(200));
    ASSIGN(const int64_t skip, call.cursor());
    ASSIGN(auto seen, services->catalog.seen_events(static_cast<uint64_t>(skip), limit + 1));
    const bool more = seen.size() > limit;
    if (more) seen.pop_back();
    Json list = Json::array();
    for (const SeenEvent& event : seen) {
      list.push_back({{"type", name_of(event.kind)},
                      {"event", event.name},
                      {"count", event.count},
                      {"first", format_time(event.first)},
                      {"last", format_time(event.last)}});
    }
    return Answer{.body = page_json(std::move(list), skip, more)};
  }));
  routes.push_back(managed("GET", base + "/{event}/properties", Scope::kView,
                           [services](Call& call) -> Result<Answer> {
                             const std::string& event = call.request.parameter("event");
                             ASSIGN(const auto shape, services->catalog.event_shape(event));
                             Json list = Json::array();
                             for (const auto& path : shape.paths) list.push_back(path_json(path));
                             Json page = page_json(std::move(list), kNoMore);
                             page["event"] = shape.name;
                             page["count"] = shape.count;
                             page["samples"] = shape.samples;
                             return Answer{.body = std::move(page)};
                           }));
}

}  // namespace

std::vector<Route> catalog_routes(const ManageApi& api) {
  std::vector<Route> routes;
  add_catalog(routes, api);
  add_values(routes, api.services);
  add_items(routes, api.services);
  add_event_names(routes, api.services);
  return routes;
}

}  // namespace likely::http
