#include "http/tracking.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/format.h"
#include "base/json_view.h"
#include "intake/receive_call.h"

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

Handler accept(const TrackingService& service, std::string_view kind) {
  return [service, kind](Request request, Reply reply) {
    ReceivedCall received = receive_call(std::move(request.body), kind);
    received.call.received_at = request.received_at;
    if (request.caller.kind == Caller::Kind::kSource) received.call.source = request.caller.name;
    service.accept(std::move(received.call),
                   [reply, refusal = std::move(received.refusal)](const Result<void>& done) {
                     if (!done) return reply(error(Api::kTracking, done.error()));
                     if (!refusal.empty()) return reply(error(Api::kTracking, 400, refusal));
                     reply(json(200, R"({"success":true})"));
                   });
  };
}

bool is_host_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view(".-:[]_").contains(c);
}

// What the client asked of a proxy, else of us. Of several proxies the first says it.
std::string_view asked(const Request& request, std::string_view header,
                       std::string_view otherwise) {
  if (!request.is_forwarded) return otherwise;
  const std::string_view said = request.headers.find(header).value_or(otherwise);
  return said.substr(0, said.find(','));
}

// Where a page sends its events: to where it asked. The sampling rate of 0 keeps the client from
// reporting about itself to its maker.
Response settings(const Request& request) {
  const std::string_view host =
      asked(request, "x-forwarded-host", request.headers.find("host").value_or(""));
  if (host.empty() || !std::ranges::all_of(host, is_host_character)) {
    return error(Api::kTracking, 400, "the Host is no host name");
  }
  const bool is_secure =
      asked(request, "x-forwarded-proto", request.secure ? "https" : "http") == "https";
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
                      .find_key = [](const Request& request) { return write_key_in(request.body); },
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
