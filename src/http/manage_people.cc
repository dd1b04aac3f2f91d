// Profiles: found, shown, erased.

#include <charconv>
#include <limits>

#include "base/format.h"
#include "base/utf8.h"
#include "domain/time.h"
#include "http/event_cursor.h"
#include "http/manage.h"
#include "http/manage_call.h"

namespace likely::http {

namespace {

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
  Json counts = Json::array();
  for (const ProfileEventCount& count : page.counts) {
    counts.push_back({{"type", name_of(count.kind)},
                      {"event", count.name},
                      {"count", count.count},
                      {"first", format_time(count.first)},
                      {"last", format_time(count.last)}});
  }
  const auto values_json = [](const std::vector<ProfileValue>& values) {
    Json list = Json::array();
    for (const ProfileValue& value : values) {
      list.push_back({{"value", value.value},
                      {"name", value.item.name},
                      {"probability", value.probability},
                      {"reasons", value.reasons},
                      {"item", item_json(value.item)}});
    }
    return list;
  };
  for (const auto& trait : page.traits) {
    traits.push_back({{"key", trait.record.key},
                      {"name", trait.record.name},
                      {"column", trait.record.column},
                      {"refreshed_at", format_time(trait.record.refreshed)},
                      {"values", values_json(trait.list)}});
  }
  Json model;
  if (page.model) {
    model = {{"name", page.model->name},
             {"goals", page.model->goals},
             {"horizon_days", page.model->horizon_days},
             {"as_of", format_time(page.model->as_of)}};
  }
  return {{"profile_id", page.names.profile_id},
          {"model", std::move(model)},
          {"external_ids", std::move(ids)},
          {"merged", page.merged},
          {"events", page.events},
          {"first", time_json(page.first)},
          {"last", time_json(page.last)},
          {"newest_events", std::move(events)},
          {"audiences", std::move(audiences)},
          {"traits", std::move(traits)},
          {"recommended", values_json(page.recommended)},
          {"no_recommendation", page.no_recommendation},
          {"event_counts", std::move(counts)}};
}

// ?type=track&event=Order Completed
Result<EventsWanted> events_wanted(const Call& call, size_t limit) {
  EventsWanted wanted{.since = std::numeric_limits<TimeUs>::min(), .limit = limit};
  ASSIGN(wanted.after, event_cursor(call.request.query_value("cursor"), "cursor"));
  ASSIGN(const std::string type,
         call.choice("type", {"track", "identify", "page", "screen", "group", "alias"}));
  wanted.kind = event_kind(type);
  if (call.request.query_value("event")) {
    ASSIGN(wanted.name, call.text("event"));
  }
  return wanted;
}

void add_profile(std::vector<Route>& routes, Services* services, RunQueue* runs) {
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
  routes.push_back(
      managed("GET", base + "/events", Scope::kView, [services](Call& call) -> Result<Answer> {
        ASSIGN(const size_t limit, call.limit());
        ASSIGN(const EventsWanted wanted, events_wanted(call, limit + 1));
        ASSIGN(auto events, services->care.timeline(call.request.parameter("profile"), wanted));
        const bool more = events.size() > limit;
        if (more) events.pop_back();
        Json list = Json::array();
        for (const ShownEvent& event : events) {
          list.push_back({{"at", format_time(event.at)},
                          {"type", name_of(event.kind)},
                          {"event", event.name},
                          {"body", Json::parse(event.body, nullptr, false)}});
        }
        const Json next = more ? Json(cursor_text(events.back())) : Json(nullptr);
        return Answer{
            .body = {{"data", std::move(list)}, {"cursor", {{"has_more", more}, {"next", next}}}}};
      }));
}

// --- Search. Its cursor: "n" and a number, or "e" and the bytes of type and value in hex.

std::string hex_of(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) hex += format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

std::string cursor_text(const PeopleCursor& cursor) {
  if (cursor.after.type.empty()) return format("n{}", cursor.below);
  return "e" + hex_of(cursor.after.type + '\0' + cursor.after.value);
}

Result<std::optional<PeopleCursor>> people_cursor(const Call& call) {
  const auto given = call.request.query_value("cursor");
  if (!given) return std::nullopt;
  PeopleCursor cursor;
  const std::string_view text = given->substr(std::min<size_t>(given->size(), 1));
  const char* end = text.data() + text.size();
  if (given->starts_with('n') && text.size() <= 18 && !text.starts_with('0')) {
    const auto [stop, error] = std::from_chars(text.data(), end, cursor.below);
    if (error == std::errc() && stop == end && cursor.below > 0) return cursor;
  }
  if (given->starts_with('e') && !text.empty() && text.size() % 2 == 0) {
    std::string bytes;
    for (const char* at = text.data(); at < end; at += 2) {
      uint8_t byte = 0;
      const auto [stop, error] = std::from_chars(at, at + 2, byte, 16);
      if (error != std::errc() || stop != at + 2) break;
      bytes += static_cast<char>(byte);
    }
    if (bytes.size() * 2 == text.size()) {
      const size_t border = std::min(bytes.find('\0'), bytes.size());
      cursor.after = {bytes.substr(0, border), bytes.substr(std::min(border + 1, bytes.size()))};
      return cursor;
    }
  }
  return fail_field(ErrorCode::kUsage, "cursor", "this is no cursor of an earlier answer");
}

void add_search(std::vector<Route>& routes, Services* services) {
  routes.push_back(managed(
      "GET", "/v1/spaces/{space}/profiles", Scope::kView, [services](Call& call) -> Result<Answer> {
        PeopleQuery query;
        ASSIGN(query.search, call.text("search"));
        ASSIGN(query.limit, call.limit());
        ASSIGN(query.cursor, people_cursor(call));
        ASSIGN(const auto found, services->care.search_people(query));
        Json list = Json::array();
        for (const FoundPerson& person : found.people) {
          Json row = names_json(person.names);
          row["found"] = {{"type", person.found.type}, {"id", person.found.value}};
          list.push_back(std::move(row));
        }
        const Json next = found.next ? Json(cursor_text(*found.next)) : Json(nullptr);
        return Answer{.body = {{"data", std::move(list)},
                               {"cursor", {{"has_more", found.next.has_value()}, {"next", next}}}}};
      }));
}

}  // namespace

std::vector<Route> people_routes(const ManageApi& api) {
  std::vector<Route> routes;
  add_search(routes, api.services);
  add_profile(routes, api.services, api.runs);
  return routes;
}

}  // namespace likely::http
