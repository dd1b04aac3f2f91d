#include "http/dispatcher.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/format.h"
#include "http/credentials.h"
#include "http/target.h"

namespace likely::http {

namespace {

constexpr std::string_view kPreflightSeconds = "86400";
constexpr size_t kMostAskedHeaders = 1'000;

// No cookie lets anybody in where any origin may ask (Router::make sees to it), so a page that
// sends its cookies along gets no more than one that does not.
void allow_any_origin(Response& response, const std::string& origin) {
  auto& headers = response.headers;
  headers.emplace_back("Access-Control-Allow-Origin", origin.empty() ? "*" : origin);
  if (!origin.empty()) headers.emplace_back("Access-Control-Allow-Credentials", "true");
  headers.emplace_back("Vary", "Origin");
  headers.emplace_back("Access-Control-Expose-Headers", "Request-Id, Retry-After");
}

bool is_in_header_list(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("!#$%&'*+-.^_`|~, ").contains(c);
}

// Clients bring headers of their own, which differ from version to version: whichever they ask for.
std::string_view allowed_headers(const Headers& headers) {
  const auto asked = headers.find("access-control-request-headers").value_or("");
  const bool is_good = !asked.empty() && asked.size() <= kMostAskedHeaders &&
                       std::ranges::all_of(asked, is_in_header_list);
  return is_good ? asked : "authorization, content-type, content-encoding";
}

Response preflight(const Route& route, const std::string& allow, const Headers& headers) {
  Response response{.status = 204, .content_type = ""};
  response.headers.emplace_back("Allow", allow + ", OPTIONS");
  if (route.cors == Cors::kAnyOrigin) {
    response.headers.emplace_back("Access-Control-Allow-Methods", allow);
    response.headers.emplace_back("Access-Control-Allow-Headers", allowed_headers(headers));
    response.headers.emplace_back("Access-Control-Max-Age", kPreflightSeconds);
  }
  return response;
}

// What clients make up is for no log.
std::string_view known_method(std::string_view method) {
  constexpr std::string_view kKnown[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  const auto known = std::ranges::find(kKnown, method);
  return known == std::end(kKnown) ? std::string_view("other") : *known;
}

Response with_retry(Response response, int seconds) {
  response.headers.emplace_back("Retry-After", std::to_string(seconds));
  return response;
}

Response unauthenticated(const Route& route) {
  Response response = error(route.api, 401, "no known key or token came with the request");
  // Basic where no page calls: a browser asks its visitor for a name and a password then.
  response.headers.emplace_back(
      "WWW-Authenticate", route.scope == Scope::kProfileRead ? "Basic realm=\"likely\"" : "Bearer");
  return response;
}

// The Profile API's word for a part of a path that cannot be what it should is a code of its own.
Response no_such_path(const Router::NotFound& none, std::string_view path) {
  if (none.api == Api::kProfile && !none.unreadable.empty()) {
    return error(
        none.api, 400,
        none.unreadable + ": is empty, or has an escape that is broken or names no character",
        kValidationError);
  }
  const std::string_view hint = none.api == Api::kTracking ? ""
                                : path.ends_with('/')      ? "; leave out the / at its end"
                                                           : "; a / inside of an id is written %2F";
  return error(none.api, 404, format("there is no such path{}", hint));
}

Response foreign_page(const Route& route, const Headers& headers) {
  if (headers.find("origin")) {
    return error(route.api, 403, "a page of another origin may not do this");
  }
  return error(route.api, 403,
               "a change by a session needs the header Origin with this server's address, which "
               "browsers send; programs take a token");
}

// Which tokens open it, for people.
std::string who_may(Scope scope) {
  switch (scope) {
    case Scope::kWriteOnly:
      return "a write key, or a token of the scope write-only";
    case Scope::kBrowser:
      return "the write key of a source";
    case Scope::kView:
      return "a session, or a token of the scope manage or admin";
    default:
      return format("the scope {}", name_of(scope));
  }
}

// Of the names in a query the one that stands there twice; `include` and `exclude` are lists, and
// become one. Empty: none.
std::string join_lists(std::vector<Pair>& query) {
  std::vector<Pair> joined;
  for (auto& [name, value] : query) {
    const auto before = std::ranges::find(joined, name, &Pair::first);
    if (before == joined.end()) {
      joined.emplace_back(std::move(name), std::move(value));
    } else if (name == "include" || name == "exclude") {
      before->second += "," + value;
    } else {
      return name;
    }
  }
  query = std::move(joined);
  return {};
}

}  // namespace

Dispatcher::Dispatcher(Router router, DispatcherOptions options)
    : router_(std::move(router)),
      options_(std::move(options)),
      workers_(
          std::make_shared<WorkerPool>(options_.worker_threads, options_.limits.worker_queue)) {
  for (size_t index = 0; index <= router_.routes().size(); ++index) {
    const bool is_route = index < router_.routes().size();
    auto& metrics = metrics_.emplace_back(std::make_unique<RouteMetrics>());
    metrics->latency = &options_.metrics->histogram(
        "likely_http_seconds", "From a request's headers to its answer.",
        {{"route", is_route ? router_.routes()[index].pattern.value : "none"},
         {"method", is_route ? router_.routes()[index].method.value : "any"}});
    if (is_route) answers(index, 200);  // shown from the start: which routes there are
  }
  options_.metrics->gauge("likely_http_worker_queue", "Requests waiting for a worker.",
                          [weak = std::weak_ptr(workers_)] {
                            const auto workers = weak.lock();
                            return workers ? static_cast<double>(workers->queued()) : 0.0;
                          });
}

Response Dispatcher::refuse(const Decision& decision, int status, std::string_view message) {
  Response response = error(decision.api, status, message);
  return status == 503 ? with_retry(std::move(response), kRetryAfterS) : response;
}

Dispatcher::Decision Dispatcher::no_route(std::string_view path) const {
  return {.route = nullptr, .index = router_.routes().size(), .api = router_.api_of(path)};
}

Dispatcher::Decision Dispatcher::decide(const Head& head, Request& request) {
  Decision decision{.route = nullptr, .index = router_.routes().size()};
  const auto refused = [&](Response response) {
    decision.answer = std::move(response);
    return decision;
  };
  request.method = head.method == "HEAD" ? "GET" : head.method;
  request.path = head.path;
  request.headers = head.headers;
  decision.origin = head.headers.find("origin").value_or("");
  if (!options_.proxies.empty()) {
    request.is_forwarded = options_.proxies.has(request.remote_address);
    request.remote_address = options_.proxies.client_of(request.remote_address, head.headers);
  }
  auto found = router_.find(head.method, head.path);
  if (const auto* wrong = std::get_if<Router::WrongMethod>(&found)) {
    decision.route = wrong->any;
    if (head.method == "OPTIONS")
      return refused(preflight(*wrong->any, wrong->allow, head.headers));
    Response response = error(wrong->any->api, 405, format("this path takes {}", wrong->allow));
    response.headers.emplace_back("Allow", wrong->allow + ", OPTIONS");
    return refused(std::move(response));
  }
  if (const auto* none = std::get_if<Router::NotFound>(&found)) {
    decision.api = none->api;
    return refused(no_such_path(*none, head.path));
  }
  auto& matched = std::get<Router::Found>(found);
  decision.route = matched.route;
  decision.api = matched.route->api;
  decision.index = matched.index;
  request.parameters = std::move(matched.parameters);
  auto query = parse_query(head.query);
  if (!query) return refused(refuse(decision, 400, "the query holds a broken percent escape"));
  request.query = std::move(*query);
  if (decision.api != Api::kTracking) {
    const std::string twice = join_lists(request.query);
    if (!twice.empty()) {
      return refused(refuse(decision, 400, twice + ": stands more than once in the query"));
    }
  }

  const Route& route = *decision.route;
  const bool is_open_change = route.scope == Scope::kPublic && request.method != "GET";
  if (is_open_change && request.headers.find("origin") && !is_same_origin(request.headers)) {
    return refused(foreign_page(route, request.headers));
  }
  const auto credentials = find_credentials(request.headers, route.scope);
  if (credentials) decision.answer = let_in(route, *credentials, request);
  const bool is_unknown = !credentials || (decision.answer && decision.answer->status == 401);
  if (route.scope != Scope::kPublic && is_unknown) {
    decision.awaits_key = static_cast<bool>(route.find_key);
    if (!decision.awaits_key) return refused(unauthenticated(route));
    decision.answer.reset();
  }
  if (!decision.answer && !decision.awaits_key) decision.answer = check_rate(route, request);
  return decision;
}

std::optional<Response> Dispatcher::let_in(const Route& route, const Credentials& credentials,
                                           Request& request) {
  const bool is_public = route.scope == Scope::kPublic;
  auto caller = options_.authenticate(credentials);
  if (!caller) {
    if (is_public) return {};
    const bool is_unknown =
        caller.error().code == ErrorCode::kNotFound || caller.error().code == ErrorCode::kUsage;
    return is_unknown ? unauthenticated(route) : error(route.api, caller.error());
  }
  if (!is_public && !allows(caller->scope, route.scope)) {
    return error(route.api, 403, "this needs " + who_may(route.scope));
  }
  const bool is_cookie = credentials.kind == Credentials::Kind::kCookie;
  if (is_cookie && request.method != "GET" && !is_same_origin(request.headers)) {
    return foreign_page(route, request.headers);
  }
  request.caller = std::move(*caller);
  return {};
}

std::optional<Response> Dispatcher::check_rate(const Route& route, const Request& request) {
  const Scope scope = route.scope;
  const Rate& rate = options_.rates.of_scope[static_cast<size_t>(scope)];
  if (rate.per_second <= 0) return {};
  const Caller& caller = request.caller;
  // What anybody may do counts by address, each route by itself: a flood of one does not hide how
  // the server is. A browser's key is no secret, and a whole shop's.
  std::string key(name_of(scope));
  key += scope == Scope::kPublic ? " " + route.pattern.value
                                 : format(" {}-{}", static_cast<int>(caller.kind), caller.id);
  if (scope == Scope::kPublic || scope == Scope::kBrowser) key += " " + request.remote_address;
  const int wait_s = rate_limiter_.take(key, rate, std::chrono::steady_clock::now());
  if (wait_s == 0) return {};
  return with_retry(error(route.api, 429, "too many requests; wait as Retry-After says"), wait_s);
}

void Dispatcher::run(const Decision& decision, Request request, Reply reply) {
  const Route& route = *decision.route;
  if (decision.awaits_key) {
    std::string key = route.find_key(request);
    auto refused = key.empty()
                       ? std::optional(unauthenticated(route))
                       : let_in(route, {Credentials::Kind::kWriteKey, std::move(key)}, request);
    if (!refused) refused = check_rate(route, request);
    if (refused) return reply(std::move(*refused));
  }
  if (route.where == Where::kInline) return call(decision, std::move(request), reply);
  const auto shared = std::make_shared<Request>(std::move(request));
  const bool is_taken = workers_->try_run(
      [this, decision, shared, reply] { call(decision, std::move(*shared), reply); });
  if (!is_taken) reply(refuse(decision, 503, "too much to do; wait as Retry-After says"));
}

void Dispatcher::call(const Decision& decision, Request request, const Reply& reply) {
  const std::string request_id = request.request_id;
  const auto failed = [&](std::string_view what) {
    options_.log->error(
        "handler_failed",
        {{"request_id", request_id}, {"route", decision.route->pattern.value}, {"what", what}});
    reply(refuse(decision, 500, "the server failed; its log says more under " + request_id));
  };
  try {
    decision.route->handler.value(std::move(request), reply);
  } catch (const std::exception& thrown) {
    failed(thrown.what());
  } catch (...) {
    failed("an unknown exception");
  }
}

Counter& Dispatcher::answers(size_t index, int status) {
  const int slot = status >= kFirstStatus && status < kFirstStatus + kStatusCount
                       ? status - kFirstStatus
                       : 500 - kFirstStatus;
  std::atomic<Counter*>& known = metrics_[index]->by_status[static_cast<size_t>(slot)];
  if (Counter* counter = known.load(std::memory_order_acquire)) return *counter;
  const bool is_route = index < router_.routes().size();
  Counter& counter = options_.metrics->counter(
      "likely_http_answers_total", "Answers by route and status.",
      {{"route", is_route ? router_.routes()[index].pattern.value : "none"},
       {"method", is_route ? router_.routes()[index].method.value : "any"},
       {"status", std::to_string(slot + kFirstStatus)}});
  known.store(&counter, std::memory_order_release);
  return counter;
}

void Dispatcher::finish(const Decision& decision, const Request& request, Response& response,
                        std::chrono::microseconds took) {
  auto& headers = response.headers;
  const auto has = [&](std::string_view name) {
    return std::ranges::find(headers, name, &Pair::first) != headers.end();
  };
  headers.emplace_back("Request-Id", request.request_id);
  headers.emplace_back("X-Content-Type-Options", "nosniff");
  if (!has("Cache-Control")) headers.emplace_back("Cache-Control", "no-store");
  if (decision.route != nullptr && decision.route->cors == Cors::kAnyOrigin) {
    allow_any_origin(response, decision.origin);
  } else if (!has("Content-Security-Policy")) {
    headers.emplace_back("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.emplace_back("Referrer-Policy", "no-referrer");
  }
  metrics_[decision.index]->latency->add(static_cast<uint64_t>(took.count()));
  answers(decision.index, response.status).add();
  write_log(decision, request, response.status, took);
}

void Dispatcher::write_log(const Decision& decision, const Request& request, int status,
                           std::chrono::microseconds took) {
  // Events and profile reads come by the ten thousand: they are counted, and logged when asked for.
  const bool is_managing = decision.route != nullptr && decision.route->api == Api::kManagement;
  const LogLevel level = status == 500 ? LogLevel::kError
                         : is_managing ? LogLevel::kInfo
                                       : LogLevel::kDebug;
  if (!options_.log->wants(level)) return;
  const std::string_view pattern =
      decision.route != nullptr ? std::string_view(decision.route->pattern.value) : "none";
  options_.log->write(level, "request",
                      {{"request_id", request.request_id},
                       {"method", known_method(request.method)},
                       {"route", pattern},
                       {"status", int64_t{status}},
                       {"ms", static_cast<double>(took.count()) / 1e3}});
}

}  // namespace likely::http
