#include "http/profile_events.h"

#include <algorithm>

#include "base/format.h"
#include "domain/time.h"
#include "http/event_cursor.h"

namespace likely::http {

namespace {

constexpr TimeUs kEventsBack = 14 * kDayUs;

Result<std::optional<TimeUs>> time_of(const Request& request, const char* name) {
  const auto text = request.query_value(name);
  if (!text) return std::nullopt;
  const bool is_date = text->size() >= 10 && (*text)[4] == '-' && (*text)[7] == '-';
  if (const auto time = is_date ? parse_time(*text) : std::nullopt) return time;
  return fail_field(ErrorCode::kUsage, name,
                    "give a time in ISO 8601, for example 2025-01-31 or 2025-01-31T12:00:00Z");
}

Result<EventsWanted> wanted_of(const Place& place, const Page& page, const Request& request) {
  EventsWanted wanted{.since = place.wall_clock - kEventsBack, .limit = page.limit + 1};
  ASSIGN(wanted.after,
         event_cursor(page.next.empty() ? std::nullopt : std::optional(page.next), "next"));
  ASSIGN(const auto start, time_of(request, "start"));
  ASSIGN(wanted.until, time_of(request, "end"));
  if (start) wanted.since = std::max(wanted.since, *start);
  wanted.include = list_of(request, "include");
  wanted.exclude = list_of(request, "exclude");
  const std::string_view sort = request.query_value("sort").value_or("desc");
  wanted.oldest_first = sort == "asc";
  if (wanted.oldest_first || sort == "desc") return wanted;
  return fail_field(ErrorCode::kUsage, "sort", "give asc or desc");
}

void append_event(std::string& out, const ShownEvent& event) {
  // Which ids, message and source an event came with is not kept.
  out += format(R"({{"type":"{}","event":{},"timestamp":"{}","message_id":null,"source_id":null,)"
                R"("external_ids":null)",
                name_of(event.kind), quoted(event.name), format_time(event.at));
  // The body is a JSON object of properties, context and traits.
  const std::string_view body = event.body;
  if (body.size() > 2 && body.starts_with('{')) {
    out += ',';
    out += body.substr(1);
  } else {
    out += '}';
  }
}

}  // namespace

Result<std::string> events_answer(const Place& place, const std::string& id, const Page& page,
                                  const Request& request) {
  ASSIGN(const auto wanted, wanted_of(place, page, request));
  ASSIGN(const auto space, place.open(Access::kRead));
  ASSIGN(const auto events, recent_events(*space, id, wanted));
  std::string out = R"({"data":[)";
  std::optional<std::string> next;
  for (size_t i = 0; i < events.size() && i < page.limit; ++i) {
    if (i > 0) out += ',';
    append_event(out, events[i]);
    if (i + 1 == page.limit && events.size() > page.limit) next = cursor_text(events[i]);
  }
  return out + "]," + cursor_json(request, page, next) + "}";
}

}  // namespace likely::http
