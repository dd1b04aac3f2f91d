#include "http/profile_api.h"

#include <algorithm>
#include <charconv>

#include "base/format.h"
#include "base/json_view.h"
#include "base/utf8.h"
#include "domain/time.h"
#include "http/browser_read.h"
#include "http/profile_events.h"

namespace likely::http {

namespace {

constexpr std::string_view kSpace = "main", kCollection = "users";

// A part of the path that cannot be what it should.
Response invalid(std::string_view what, std::string_view message) {
  return error(Api::kProfile, 400, format("{}: {}", what, message), kValidationError);
}

bool is_word_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '-';
}

// What is wrong with the path; nothing when it names our space and collection, and maybe a profile.
std::optional<Response> check_path(const Request& request) {
  const std::string& space = request.parameter("space");
  if (space != kSpace) {
    return error(Api::kProfile, 404, format("there is no space {}", space));
  }
  const std::string& collection = request.parameter("collection");
  if (!std::ranges::all_of(collection, is_word_character)) {
    return invalid("collection", "has letters, digits, _ and - only; give users");
  }
  if (collection != kCollection) {
    return error(Api::kProfile, 404, format("there is no collection {}; give users", collection));
  }
  if (!is_valid_utf8(request.parameter("profile"))) return invalid("profile", "is not UTF-8");
  return {};
}

using Answer = std::function<Result<std::string>(const std::string& id, const Page& page,
                                                 const Request& request)>;

Handler answering(Answer answer) {
  return sync([answer = std::move(answer)](const Request& request) {
    if (auto wrong = check_path(request)) return std::move(*wrong);
    const auto page = page_of(request);
    if (!page) return error(Api::kProfile, page.error());
    auto text = answer(request.parameter("profile"), *page, request);
    if (text) return json(200, std::move(*text));
    if (text.error().field == "profile") return invalid("profile", text.error().message);
    return error(Api::kProfile, text.error());
  });
}

// --- traits

struct Wanted {
  std::optional<ShownField::Class> kind;
  std::vector<std::string> include;  // empty: all
  bool verbose = false;

  bool takes(const ShownField& field) const { return include.empty() || lists(include, field.key); }
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
  wanted.include = list_of(request, "include");
  const auto verbose = request.query_value("verbose");
  wanted.verbose = verbose == "true";
  if (verbose && !wanted.verbose && *verbose != "false") {
    return fail_field(ErrorCode::kUsage, "verbose", "give true or false");
  }
  return wanted;
}

// A file that a command imported is kept by its whole name, which is nobody's business here.
std::string_view shown_source(std::string_view source) {
  return source.starts_with('/') ? source.substr(source.rfind('/') + 1) : source;
}

void append_field(std::string& out, const ShownField& field, bool verbose) {
  append_json_string(out, field.key);
  out += ':';
  if (!verbose) {
    out += field.value_json;
    return;
  }
  out += R"({"value":)" + field.value_json + R"(,"source_id":)";
  append_json_string(out, shown_source(field.source_id));
  out += R"(,"updated_at":")" + format_time(field.updated) + "\"}";
}

// Keys are in order and each there once: a page goes on with the first key that was not shown,
// which is not empty, for the empty key is the first of all.
Result<std::string> traits_answer(ProfileReaders& readers, const std::string& id, const Page& page,
                                  const Request& request) {
  ASSIGN(const Wanted wanted, wanted_of(request));
  ASSIGN(auto reader, readers.borrow());
  ASSIGN(const auto fields,
         reader->fields(id, {.kind = wanted.kind, .with_times = wanted.verbose}));
  std::string out = R"({"traits":{)";
  std::optional<std::string> next;
  size_t shown = 0;
  for (const ShownField& field : fields) {
    if (!wanted.takes(field) || field.key < page.next) continue;
    if (shown == page.limit) {
      next = field.key;
      break;
    }
    if (shown++ > 0) out += ',';
    append_field(out, field, wanted.verbose);
  }
  return out + "}," + cursor_json(request, page, next) + "}";
}

// --- external ids

std::string time_json(const std::optional<TimeUs>& time) {
  return time ? '"' + format_time(*time) + '"' : "null";
}

Result<size_t> position_of(const std::string& next) {
  size_t position = 0;
  const auto [end, error] = std::from_chars(next.data(), next.data() + next.size(), position);
  if (next.empty() || (error == std::errc() && end == next.data() + next.size())) return position;
  return fail_field(ErrorCode::kUsage, "next", "this is no cursor of an earlier answer");
}

std::string source_json(const std::optional<IdOrigin>& origin) {
  return origin && !origin->source.empty() ? quoted(shown_source(origin->source)) : "null";
}

void append_id(std::string& out, const KnownId& known) {
  const auto created = known.origin ? std::optional(known.origin->at) : std::nullopt;
  out += format(R"({{"source_id":{},"collection":"users","id":{},"type":{},"created_at":{},)"
                R"("encoding":"none"}})",
                source_json(known.origin), quoted(known.id.value), quoted(known.id.type),
                time_json(created));
}

Result<std::string> ids_answer(ProfileReaders& readers, const std::string& id, const Page& page,
                               const Request& request) {
  ASSIGN(const size_t begin, position_of(page.next));
  ASSIGN(auto reader, readers.borrow());
  ASSIGN(auto ids, reader->external_ids(id));
  const auto include = list_of(request, "include");
  if (!include.empty()) {
    std::erase_if(ids, [&](const KnownId& one) { return !lists(include, one.id.type); });
  }
  std::string out = R"({"data":[)";
  size_t at = begin;
  for (; at < ids.size() && at < begin + page.limit; ++at) {
    if (at > begin) out += ',';
    append_id(out, ids[at]);
  }
  const auto next = at < ids.size() ? std::optional(std::to_string(at)) : std::nullopt;
  return out + "]," + cursor_json(request, page, next) + "}";
}

// --- metadata

// Of an event only its hash is kept, not its messageId: which was first and last is not known. The
// source of the first one is that of the id it came with.
Result<std::string> metadata_answer(const ProfileApi& api, const std::string& id) {
  std::vector<KnownId> ids;
  {
    ASSIGN(auto reader, api.readers->borrow());
    ASSIGN(ids, reader->external_ids(id));
  }
  ASSIGN(const auto space, api.place().open(Access::kRead));
  ASSIGN(const ProfileTimes times, profile_times(*space, id));
  const auto id_json = [](const KnownId& known) {
    return format(R"({{"type":{},"id":{}}})", quoted(known.id.type), quoted(known.id.value));
  };
  return format(R"({{"metadata":{{"created_at":{},"updated_at":{},"expires_at":null,)"
                R"("first_message_id":null,"first_source_id":{},"last_message_id":null,)"
                R"("last_source_id":null,"first_external_id":{},"last_external_id":{}}}}})",
                time_json(times.first), time_json(times.last),
                ids.empty() ? "null" : source_json(ids.front().origin),
                ids.empty() ? "null" : id_json(ids.front()),
                ids.empty() ? "null" : id_json(ids.back()));
}

}  // namespace

std::vector<Route> profile_routes(const ProfileApi& api) {
  std::vector<Route> routes;
  const auto add = [&routes](const char* what, Where where, Answer answer) {
    routes.push_back(
        {.method = std::string("GET"),
         .pattern = format(
             "/v1/spaces/{{space}}/collections/{{collection}}/profiles/{{profile}}/{}", what),
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
        return R"({"data":[],)" + cursor_json(request, page, {}) + "}";
      });
  routes.push_back(browser_route(api.readers));
  return routes;
}

}  // namespace likely::http
