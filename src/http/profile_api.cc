#include "http/profile_api.h"

#include <algorithm>
#include <charconv>

#include "base/format.h"
#include "base/json_view.h"
#include "base/utf8.h"
#include "domain/time.h"
#include "http/event_cursor.h"

namespace likely::http {

namespace {

constexpr size_t kDefaultLimit = 10;
constexpr size_t kMostLimit = 200;
constexpr TimeUs kEventsBack = 14 * kDayUs;
constexpr std::string_view kSpace = "main";

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, is_valid_utf8(text) ? text : "(not UTF-8)");
  return out;
}

// A page of answers: what the caller asked for.
struct Page {
  size_t limit = kDefaultLimit;
  std::string next;
};

Result<Page> page_of(const Request& request) {
  Page page{.next = std::string(request.query_value("next").value_or(""))};
  const auto text = request.query_value("limit");
  if (!text) return page;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), page.limit);
  if (error == std::errc() && end == text->data() + text->size() && page.limit >= 1 &&
      page.limit <= kMostLimit) {
    return page;
  }
  return fail_field(ErrorCode::kUsage, "limit", format("give a number from 1 to {}", kMostLimit));
}

std::string cursor_json(const Request& request, const Page& page, const std::string& next) {
  return format(R"("cursor":{{"url":{},"has_more":{},"next":{},"limit":{}}})", quoted(request.path),
                !next.empty(), quoted(next), page.limit);
}

// The profile that the path names; kNotFound for another space.
Result<std::string> id_of(const Request& request) {
  if (request.parameter("space") != kSpace) {
    return fail(ErrorCode::kNotFound, format("there is no space {}", request.parameter("space")));
  }
  const std::string& id = request.parameter("profile");
  if (is_valid_utf8(id)) return id;
  return fail(ErrorCode::kNotFound, "nobody has that id");
}

using Answer = std::function<Result<std::string>(const std::string& id, const Page& page,
                                                 const Request& request)>;

Handler answering(Answer answer) {
  return sync([answer = std::move(answer)](const Request& request) {
    const auto id = id_of(request);
    if (!id) return error(Api::kProfile, id.error());
    const auto page = page_of(request);
    if (!page) return error(Api::kProfile, page.error());
    auto text = answer(*id, *page, request);
    // What is no id at all names nobody either.
    if (!text && text.error().field == "profile") text.error().code = ErrorCode::kNotFound;
    return text ? json(200, std::move(*text)) : error(Api::kProfile, text.error());
  });
}

// --- traits

struct Wanted {
  std::optional<ShownField::Class> kind;
  std::vector<std::string_view> include;  // empty: all
  bool verbose = false;

  bool takes(const ShownField& field) const {
    return (!kind || *kind == field.kind) &&
           (include.empty() || std::ranges::find(include, field.key) != include.end());
  }
};

Result<Wanted> wanted_of(const Request& request) {
  Wanted wanted;
  if (const auto kind = request.query_value("class")) {
    if (*kind == "audience") {
      wanted.kind = ShownField::Class::kAudience;
    } else if (*kind == "computed_trait") {
      wanted.kind = ShownField::Class::kComputedTrait;
    } else if (*kind == "custom_trait") {
      wanted.kind = ShownField::Class::kCustomTrait;
    } else {
      return fail_field(ErrorCode::kUsage, "class",
                        "give audience, computed_trait or custom_trait");
    }
  }
  std::string_view names = request.query_value("include").value_or("");
  while (!names.empty()) {
    const size_t comma = std::min(names.find(','), names.size());
    if (comma > 0) wanted.include.push_back(names.substr(0, comma));
    names.remove_prefix(std::min(comma + 1, names.size()));
  }
  const auto verbose = request.query_value("verbose");
  wanted.verbose = verbose == "true";
  if (verbose && !wanted.verbose && *verbose != "false") {
    return fail_field(ErrorCode::kUsage, "verbose", "give true or false");
  }
  return wanted;
}

void append_field(std::string& out, const ShownField& field, bool verbose) {
  append_json_string(out, field.key);
  out += ':';
  if (!verbose) {
    out += field.value_json;
    return;
  }
  out += R"({"value":)" + field.value_json + R"(,"source_id":)";
  append_json_string(out, field.source_id);
  out += R"(,"updated_at":")" + format_time(field.updated) + "\"}";
}

// Keys are in order, so the cursor is the last key shown.
Result<std::string> traits_answer(ProfileReaders& readers, const std::string& id, const Page& page,
                                  const Request& request) {
  ASSIGN(const Wanted wanted, wanted_of(request));
  ASSIGN(auto reader, readers.borrow());
  ASSIGN(const auto fields, reader->fields(id));
  std::string out = R"({"traits":{)", next;
  size_t shown = 0;
  const ShownField* last = nullptr;
  for (const ShownField& field : fields) {
    if (!wanted.takes(field) || (!page.next.empty() && field.key <= page.next)) continue;
    if (shown == page.limit) {
      next = last->key;
      break;
    }
    if (shown++ > 0) out += ',';
    append_field(out, field, wanted.verbose);
    last = &field;
  }
  return out + "}," + cursor_json(request, page, next) + "}";
}

// --- external ids

Result<size_t> position_of(const std::string& next) {
  size_t position = 0;
  const auto [end, error] = std::from_chars(next.data(), next.data() + next.size(), position);
  if (next.empty() || (error == std::errc() && end == next.data() + next.size())) return position;
  return fail_field(ErrorCode::kUsage, "next", "this is no cursor of an earlier answer");
}

Result<std::string> ids_answer(ProfileReaders& readers, const std::string& id, const Page& page,
                               const Request& request) {
  ASSIGN(const size_t begin, position_of(page.next));
  ASSIGN(auto reader, readers.borrow());
  ASSIGN(const auto ids, reader->external_ids(id));
  std::string out = R"({"data":[)";
  size_t at = begin;
  for (; at < ids.size() && at < begin + page.limit; ++at) {
    if (at > begin) out += ',';
    out += format(R"({{"source_id":null,"collection":"users","id":{},"type":{},"created_at":null,)"
                  R"("encoding":"none"}})",
                  quoted(ids[at].value), quoted(ids[at].type));
  }
  const std::string next = at < ids.size() ? std::to_string(at) : "";
  return out + "]," + cursor_json(request, page, next) + "}";
}

// --- events

void append_event(std::string& out, const ShownEvent& event) {
  out += format(R"({{"type":"{}","event":{},"timestamp":"{}")", name_of(event.kind),
                quoted(event.name), format_time(event.at));
  // The body is a JSON object of properties, context and traits.
  const std::string_view body = event.body;
  if (body.size() > 2 && body.starts_with('{')) {
    out += ',';
    out += body.substr(1);
  } else {
    out += '}';
  }
}

Result<std::string> events_answer(const Place& place, const std::string& id, const Page& page,
                                  const Request& request) {
  ASSIGN(const auto after,
         event_cursor(page.next.empty() ? std::nullopt : std::optional(page.next), "next"));
  ASSIGN(const auto space, place.open(Access::kRead));
  ASSIGN(const auto events,
         recent_events(
             *space, id,
             {.since = place.wall_clock - kEventsBack, .after = after, .limit = page.limit + 1}));
  std::string out = R"({"data":[)", next;
  for (size_t i = 0; i < events.size() && i < page.limit; ++i) {
    if (i > 0) out += ',';
    append_event(out, events[i]);
    if (i + 1 == page.limit && events.size() > page.limit) {
      next = cursor_text(events[i]);
    }
  }
  return out + "]," + cursor_json(request, page, next) + "}";
}

std::string time_json(const std::optional<TimeUs>& time) {
  return time ? '"' + format_time(*time) + '"' : "null";
}

Result<std::string> metadata_answer(const ProfileApi& api, const std::string& id) {
  std::vector<ExternalId> ids;
  {
    ASSIGN(auto reader, api.readers->borrow());
    ASSIGN(ids, reader->external_ids(id));
  }
  ASSIGN(const auto space, api.place().open(Access::kRead));
  ASSIGN(const ProfileTimes times, profile_times(*space, id));
  const auto id_json = [](const ExternalId& one) {
    return format(R"({{"type":{},"id":{}}})", quoted(one.type), quoted(one.value));
  };
  return format(R"({{"metadata":{{"created_at":{},"updated_at":{},"first_external_id":{},)"
                R"("last_external_id":{}}}}})",
                time_json(times.first), time_json(times.last),
                ids.empty() ? "null" : id_json(ids.front()),
                ids.empty() ? "null" : id_json(ids.back()));
}

// --- of a page

void append_text(std::string& out, std::string_view name, const std::string& text) {
  if (text.empty()) return;
  out += format(R"(,"{}":{})", name, quoted(text));
}

Response recommendations(ProfileReaders& readers, const Request& request) {
  const auto page = page_of(request);
  if (!page) return error(Api::kProfile, page.error());
  const std::string anonymous_id(request.query_value("anonymousId").value_or(""));
  if (anonymous_id.empty() || !is_valid_utf8(anonymous_id)) {
    return error(Api::kProfile, 400, "anonymousId: give the visitor's own anonymousId");
  }
  auto reader = readers.borrow();
  if (!reader) return error(Api::kProfile, reader.error());
  const auto traits =
      (*reader)->public_items(anonymous_id, request.query_value("trait").value_or(""), page->limit);
  if (!traits) return error(Api::kProfile, traits.error());
  std::string out = R"({"traits":{)";
  for (const ShownItems& trait : *traits) {
    if (out.back() != '{') out += ',';
    append_json_string(out, trait.key);
    out += ":[";
    for (const ShownItem& item : trait.items) {
      out += format(R"({}{{"value":{})", out.back() == '[' ? "" : ",", quoted(item.value));
      append_text(out, "name", item.card.name);
      if (!item.card.price_json.empty()) out += R"(,"price":)" + item.card.price_json;
      append_text(out, "image", item.card.image);
      append_text(out, "link", item.card.link);
      out += '}';
    }
    out += ']';
  }
  return json(200, out + "}}");
}

std::string key_in_query(const Request& request) {
  return std::string(request.query_value("writeKey").value_or(""));
}

}  // namespace

std::vector<Route> profile_routes(const ProfileApi& api) {
  std::vector<Route> routes;
  const auto add = [&routes](const char* what, Where where, Answer answer) {
    routes.push_back(
        {.method = std::string("GET"),
         .pattern = format("/v1/spaces/{{space}}/collections/users/profiles/{{profile}}/{}", what),
         .api = Api::kProfile,
         .scope = Scope::kProfileRead,
         .where = where,
         .handler = answering(std::move(answer))});
  };
  add("traits", Where::kInline,
      [readers = api.readers](const std::string& id, const Page& page, const Request& request) {
        return traits_answer(*readers, id, page, request);
      });
  add("external_ids", Where::kInline,
      [readers = api.readers](const std::string& id, const Page& page, const Request& request) {
        return ids_answer(*readers, id, page, request);
      });
  add("events", Where::kWorker,
      [place = api.place](const std::string& id, const Page& page, const Request& request) {
        return events_answer(place(), id, page, request);
      });
  add("metadata", Where::kWorker, [api](const std::string& id, const Page&, const Request&) {
    return metadata_answer(api, id);
  });
  add("links", Where::kInline,
      [readers = api.readers](const std::string& id, const Page& page,
                              const Request& request) -> Result<std::string> {
        ASSIGN(auto reader, readers->borrow());
        TRY(reader->external_ids(id));  // of nobody there are no links either
        return R"({"data":[],)" + cursor_json(request, page, "") + "}";
      });
  routes.push_back({.method = std::string("GET"),
                    .pattern = std::string("/v1/browser/recommendations"),
                    .api = Api::kProfile,
                    .scope = Scope::kBrowser,
                    .where = Where::kWorker,
                    .cors = Cors::kAnyOrigin,
                    .find_key = key_in_query,
                    .handler = sync([readers = api.readers](const Request& request) {
                      return recommendations(*readers, request);
                    })});
  return routes;
}

}  // namespace likely::http
