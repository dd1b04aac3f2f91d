#include "http/operation.h"

#include <utility>

#include "base/json_view.h"

namespace likely::http {

namespace {

bool is_from_here(const Request& request) {
  const std::string& address = request.remote_address;
  const bool is_loopback =
      address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
  return is_loopback && !request.headers.find("x-forwarded-for") &&
         !request.headers.find("forwarded");
}

Response ready(const std::vector<std::string>& reasons) {
  std::string text =
      reasons.empty() ? R"({"ready":true,"reasons":[)" : R"({"ready":false,"reasons":[)";
  for (const std::string& reason : reasons) {
    if (text.back() != '[') text += ',';
    append_json_string(text, reason);
  }
  return json(reasons.empty() ? 200 : 503, text + "]}");
}

}  // namespace

std::vector<Route> operation_routes(OperationOptions options) {
  std::vector<Route> routes;
  routes.push_back(
      open_page("/health/live", [](const Request&) { return json(200, R"({"live":true})"); }));
  routes.push_back(open_page("/health/ready", [reasons = options.reasons_not_ready](
                                                  const Request&) { return ready(reasons()); }));
  routes.push_back(open_page("/metrics", [metrics = options.metrics](const Request& request) {
    if (!is_from_here(request) && request.caller.scope != Scope::kAdmin) {
      return error(Api::kManagement, 403, "metrics are for admin tokens and for this machine");
    }
    return Response{.body = metrics->text(), .content_type = "text/plain; version=0.0.4"};
  }));
  return routes;
}

}  // namespace likely::http
