#include "http/tracking.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/format.h"
#include "base/json_view.h"

namespace likely::http {

namespace {

struct CallPath {
  std::string_view path;
  std::string_view kind;  // empty: a batch
};
constexpr CallPath kCallPaths[] = {
    {"identify", "identify"},
    {"i", "identify"},
    {"track", "track"},
    {"t", "track"},
    {"page", "page"},
    {"p", "page"},
    {"screen", "screen"},
    {"s", "screen"},
    {"group", "group"},
    {"g", "group"},
    {"alias", "alias"},
    {"a", "alias"},
    {"batch", ""},
    {"b", ""},
    {"import", ""},
};

// One a thread, because a parser keeps its memory from text to text.
JsonParser& parser() {
  thread_local JsonParser of_thread;
  return of_thread;
}

std::string key_in_body(const Request& request) {
  const auto document = parser().parse(request.body);
  if (!document) return {};
  const auto key = document->get("writeKey");
  return key && key->is_string() ? std::string(key->text()) : std::string();
}

Response unusable(std::string_view message) { return error(Api::kTracking, 400, message); }

std::optional<Response> check_batch(const JsonView& document) {
  const auto batch = document.get("batch");
  if (!batch || !batch->is_array()) return unusable("a batch has its calls in an array \"batch\"");
  size_t calls = 0;
  batch->each_element([&](JsonView) { return ++calls <= kTrackingBatchCalls; });
  if (calls <= kTrackingBatchCalls) return {};
  return unusable(format("a batch holds at most {} calls; send several", kTrackingBatchCalls));
}

// What makes a body unusable as a whole; what is wrong with one call is found when it is read.
std::optional<Response> check_shape(const std::string& body, std::string_view kind) {
  const auto document = parser().parse(body);
  if (!document) return unusable("the body is no JSON");
  if (!document->is_object()) return unusable("the body is no JSON object");
  if (kind.empty()) return check_batch(*document);
  if (body.size() <= kTrackingCallBytes) return {};
  return unusable(
      format("a call has at most {} bytes; this one has {}", kTrackingCallBytes, body.size()));
}

Handler accept(const TrackingService& service, std::string_view kind) {
  return [service, kind](Request request, Reply reply) {
    if (auto refused = check_shape(request.body, kind)) return reply(std::move(*refused));
    service.accept(
        {.body = std::move(request.body),
         .kind = std::string(kind),
         .received_at = request.received_at,
         .source = request.caller.kind == Caller::Kind::kSource ? request.caller.name : ""},
        [reply](Result<void> done) {
          reply(done ? json(200, R"({"success":true})") : error(Api::kTracking, done.error()));
        });
  };
}

bool is_host_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view(".-:[]_").contains(c);
}

// Where a page sends its events: to where it asked. The sampling rate of 0 keeps the client from
// reporting about itself to its maker.
Response settings(const Request& request) {
  const std::string_view host = request.headers.find("host").value_or("");
  if (host.empty() || !std::ranges::all_of(host, is_host_character)) {
    return unusable("the Host is no host name");
  }
  const bool is_secure =
      request.secure || request.headers.find("x-forwarded-proto").value_or("") == "https";
  std::string key;
  append_json_string(key, request.parameter("write_key"));
  return json(200,
              format(R"({{"integrations":{{"Segment.io":{{"apiKey":{},"apiHost":"{}/v1",)"
                     R"("protocol":"{}","unbundledIntegrations":[]}}}},)"
                     R"("plan":{{"track":{{"__default":{{"enabled":true,"integrations":{{}}}}}},)"
                     R"("identify":{{"__default":{{"enabled":true}}}},)"
                     R"("group":{{"__default":{{"enabled":true}}}}}},)"
                     R"("edgeFunction":{{}},"analyticsNextEnabled":true,)"
                     R"("middlewareSettings":{{}},"enabledMiddleware":{{}},)"
                     R"("metrics":{{"sampleRate":0}},"legacyVideoPluginsEnabled":false,)"
                     R"("remotePlugins":[]}})",
                     key, host, is_secure ? "https" : "http"));
}

}  // namespace

std::vector<Route> tracking_routes(TrackingService service) {
  std::vector<Route> routes;
  for (const CallPath& call : kCallPaths) {
    routes.push_back({.method = std::string("POST"),
                      .pattern = format("/v1/{}", call.path),
                      .api = Api::kTracking,
                      .scope = Scope::kWriteOnly,
                      .where = Where::kInline,
                      .max_body = kTrackingBodyBytes,
                      .cors = Cors::kAnyOrigin,
                      .find_key = key_in_body,
                      .handler = accept(service, call.kind)});
  }
  routes.push_back(
      {.method = std::string("GET"),
       .pattern = std::string("/v1/projects/{write_key}/settings"),
       .api = Api::kTracking,
       .scope = Scope::kWriteOnly,
       .where = Where::kInline,
       .cors = Cors::kAnyOrigin,
       .find_key = [](const Request& request) { return request.parameter("write_key"); },
       .handler = sync(settings)});
  return routes;
}

}  // namespace likely::http
