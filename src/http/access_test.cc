#include <algorithm>
#include <thread>

#include "http/server_for_test.h"
#include "http/target.h"

namespace likely::http {
namespace {

Route route_of(Scope scope, Api api, std::string method = "GET") {
  return {.method = std::move(method),
          .pattern = "/" + std::string(name_of(scope)),
          .api = api,
          .scope = scope,
          .where = Where::kInline,
          .handler =
              sync([](const Request& request) { return Response{.body = request.caller.name}; })};
}

constexpr Scope kScopes[] = {Scope::kPublic,      Scope::kWriteOnly, Scope::kBrowser,
                             Scope::kProfileRead, Scope::kView,      Scope::kManage,
                             Scope::kAdmin};

TEST(Access, EveryScopeOpensWhatItSaysAndNothingElse) {
  std::vector<Route> routes;
  for (const Scope scope : kScopes) routes.push_back(route_of(scope, Api::kManagement));
  const TestServer server(std::move(routes));
  // The statuses of the routes in the order of kScopes.
  struct Case {
    const char* secret;
    int statuses[kScopeCount];
  };
  const Case cases[] = {
      {"", {200, 401, 401, 401, 401, 401, 401}},
      {"stranger", {200, 401, 401, 401, 401, 401, 401}},
      {"write", {200, 200, 200, 403, 403, 403, 403}},
      {"read", {200, 403, 403, 200, 403, 403, 403}},
      {"manage", {200, 403, 403, 200, 200, 200, 403}},
      {"admin", {200, 403, 403, 200, 200, 200, 200}},
      {"down", {200, 503, 503, 503, 503, 503, 503}},
  };
  Client client(server.port());
  for (const Case& one : cases) {
    for (size_t i = 0; i < kScopeCount; ++i) {
      const std::string path = "/" + std::string(name_of(kScopes[i]));
      const std::string header = "Authorization: Bearer " + std::string(one.secret) + "\r\n";
      const bool has_secret = *one.secret != '\0';
      EXPECT_EQ(client.ask(get(path, has_secret ? header : "")).status, one.statuses[i])
          << one.secret << " " << path;
    }
  }
}

TEST(Access, FindsTheSecretInEveryForm) {
  std::vector<Route> routes;
  routes.push_back(route_of(Scope::kManage, Api::kManagement));
  routes.push_back(route_of(Scope::kManage, Api::kManagement, "POST"));
  const TestServer server(std::move(routes));
  struct Case {
    const char* headers;
    int status;
  };
  const Case cases[] = {
      {"Authorization: Basic bWFuYWdlOg==\r\n", 200},  // "manage:"
      {"Authorization: Basic bWFuYWdl\r\n", 200},      // "manage", no colon
      {"Authorization: basic bWFuYWdlOnB3\r\n", 200},  // "manage:pw"
      {"Authorization: Basic !!!!\r\n", 401},
      {"Authorization: Basic\r\n", 401},
      {"Authorization: Digest manage\r\n", 401},
      {"Authorization: Bearer  manage\r\n", 200},
      {"Cookie: a=b; __Host-likely=manage\r\n", 200},
      {"Cookie: x__Host-likely=manage\r\n", 401},
      {"Authorization: Bearer no\r\nCookie: __Host-likely=manage\r\n", 401},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(server.ask(get("/manage", one.headers)).status, one.status) << one.headers;
  }
  const std::string cookie = "Cookie: __Host-likely=manage\r\n";
  EXPECT_EQ(server.ask(post("/manage", "", cookie)).status, 403);
  EXPECT_EQ(server.ask(post("/manage", "", cookie + "Origin: https://evil.test\r\n")).status, 403);
  EXPECT_EQ(server.ask(post("/manage", "", cookie + "Origin: null\r\n")).status, 403);
  EXPECT_EQ(server.ask(post("/manage", "", cookie + "Origin: http://shop.test:80\r\n")).status,
            200);
}

TEST(Access, ASessionCookieCountsOnlyWhereASessionMayBeEnough) {
  std::vector<Route> routes;
  Route write = route_of(Scope::kWriteOnly, Api::kTracking, "POST");
  write.cors = Cors::kAnyOrigin;
  write.find_key = [](const Request& request) { return request.body; };
  routes.push_back(std::move(write));
  const TestServer server(std::move(routes));
  const std::string staff = "Cookie: __Host-likely=admin\r\nOrigin: http://shop.test\r\n";
  EXPECT_EQ(server.ask(post("/write-only", "write", staff)).body, "web");
  EXPECT_EQ(server.ask(post("/write-only", "", staff)).status, 401);
}

TEST(Access, APublicChangeTakesNoPageOfAnotherOrigin) {
  std::vector<Route> routes;
  routes.push_back(route_of(Scope::kPublic, Api::kManagement, "POST"));
  const TestServer server(std::move(routes));
  const struct {
    const char* headers;
    int status;
  } cases[] = {
      {"", 200},
      {"Origin: http://shop.test:80\r\n", 200},
      {"Origin: https://evil.test\r\n", 403},
      {"Origin: null\r\n", 403},
      {"Cookie: __Host-likely=manage\r\nOrigin: http://shop.test:80\r\n", 200},
      {"Cookie: __Host-likely=manage\r\n", 403},
      {"Cookie: __Host-likely=over\r\n", 200},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(server.ask(post("/public", "", one.headers)).status, one.status) << one.headers;
  }
}

TEST(Access, ErrorsSpeakTheWordsOfTheirApi) {
  std::vector<Route> routes;
  routes.push_back(route_of(Scope::kWriteOnly, Api::kTracking));
  routes.push_back(route_of(Scope::kProfileRead, Api::kProfile));
  routes.push_back(route_of(Scope::kManage, Api::kManagement));
  const TestServer server(std::move(routes));
  EXPECT_TRUE(server.ask(get("/write-only"))
                  .body.starts_with("{\"code\":\"unauthenticated\",\"message\":"));
  EXPECT_TRUE(server.ask(get("/profile-read"))
                  .body.starts_with("{\"error\":{\"code\":\"authentication_error\","));
  EXPECT_TRUE(
      server.ask(get("/manage")).body.starts_with("{\"errors\":[{\"type\":\"unauthenticated\","));
}

TEST(Access, CountsEachCallerByItself) {
  Rates rates;
  rates.of_scope[static_cast<size_t>(Scope::kProfileRead)] = {.per_second = 0.001, .burst = 2};
  std::vector<Route> routes;
  routes.push_back(route_of(Scope::kProfileRead, Api::kProfile));
  const TestServer server(std::move(routes), {}, rates);
  const auto ask = [&](const std::string& secret) {
    return server.ask(get("/profile-read", "Authorization: Bearer " + secret + "\r\n"));
  };
  EXPECT_EQ(ask("read").status, 200);
  EXPECT_EQ(ask("read").status, 200);
  const auto refused = ask("read");
  EXPECT_EQ(refused.status, 429);
  EXPECT_NE(refused.head.find("Retry-After: "), std::string::npos);
  EXPECT_EQ(ask("admin").status, 200);
}

TEST(Access, CountsPagesByTheirKeyAndTheAddressOfTheirVisitor) {
  Rates rates;
  rates.of_scope[static_cast<size_t>(Scope::kBrowser)] = {.per_second = 0.001, .burst = 2};
  std::vector<Route> routes;
  Route browser = route_of(Scope::kBrowser, Api::kProfile);
  browser.cors = Cors::kAnyOrigin;
  browser.find_key = [](const Request& request) {
    return std::string(request.query_value("writeKey").value_or(""));
  };
  routes.push_back(std::move(browser));
  const TestServer server(std::move(routes), {}, rates, *TrustedProxies::parse({"127.0.0.1"}));
  const auto ask = [&](const std::string& address) {
    return server.ask(get("/browser?writeKey=write", "X-Forwarded-For: " + address + "\r\n"));
  };
  EXPECT_EQ(ask("203.0.113.1").status, 200);
  EXPECT_EQ(ask("203.0.113.1").status, 200);
  const auto refused = ask("203.0.113.1");
  EXPECT_EQ(refused.status, 429);
  EXPECT_NE(refused.head.find("Retry-After: "), std::string::npos);
  EXPECT_TRUE(refused.body.starts_with("{\"error\":{\"code\":\"rate_limit_error\""))
      << refused.body;
  EXPECT_EQ(ask("203.0.113.2").status, 200) << "another visitor";
  EXPECT_GT(Rates().of_scope[static_cast<size_t>(Scope::kBrowser)].per_second, 0);
}

TEST(Access, CountsStrangersByTheAddressThatATrustedProxyTells) {
  Rates rates;
  rates.of_scope[static_cast<size_t>(Scope::kPublic)] = {.per_second = 0.001, .burst = 1};
  const auto ask = [](const TestServer& server, const std::string& address) {
    return server.ask(get("/public", "X-Forwarded-For: " + address + "\r\n")).status;
  };
  const auto routes = [] { return std::vector<Route>{route_of(Scope::kPublic, Api::kManagement)}; };
  const TestServer behind(routes(), {}, rates, *TrustedProxies::parse({"127.0.0.1"}));
  EXPECT_EQ(ask(behind, "203.0.113.1"), 200);
  EXPECT_EQ(ask(behind, "203.0.113.2"), 200);
  EXPECT_EQ(ask(behind, "6.6.6.6, 203.0.113.1"), 429);
  const TestServer open(routes(), {}, rates);
  EXPECT_EQ(ask(open, "203.0.113.1"), 200);
  EXPECT_EQ(ask(open, "203.0.113.2"), 429) << "nobody said to believe it";
}

TEST(RateLimiter, FillsUpWithTime) {
  RateLimiter limiter;
  const Rate rate{.per_second = 2, .burst = 1};
  const RateLimiter::Time begin{};
  EXPECT_EQ(limiter.take("a", rate, begin), 0);
  EXPECT_EQ(limiter.take("a", rate, begin), 1);
  EXPECT_EQ(limiter.take("b", rate, begin), 0);
  EXPECT_EQ(limiter.take("a", rate, begin + std::chrono::milliseconds(600)), 0);
  EXPECT_EQ(limiter.take("a", {}, begin), 0);
}

TEST(Router, DecodesParametersAndPrefersLiterals) {
  std::vector<Route> routes;
  for (const char* pattern : {"/v1/spaces/{space}/profiles/{id}/traits", "/v1/{any}/x",
                              "/v1/spaces/x", "/pages/*", "/pages/index"}) {
    routes.push_back(open_route("GET", pattern, sync([](const Request&) { return Response{}; })));
  }
  const auto router = Router::make(std::move(routes));
  ASSERT_TRUE(router.has_value());
  struct Case {
    const char* path;
    const char* pattern;  // null: not found
    std::vector<Pair> parameters;
  };
  const Case cases[] = {
      {"/v1/spaces/a/profiles/user_id:a%2Fb%2Bc+d/traits",
       "/v1/spaces/{space}/profiles/{id}/traits",
       {{"space", "a"}, {"id", "user_id:a/b+c+d"}}},
      {"/v1/spaces/x", "/v1/spaces/x", {}},
      {"/v1/other/x", "/v1/{any}/x", {{"any", "other"}}},
      {"/v1//x", nullptr, {}},
      {"/v1/%zz/x", nullptr, {}},
      {"/v1/%00/x", nullptr, {}},
      {"/v1/spaces/x/", nullptr, {}},
      {"/pages/a/b.js", "/pages/*", {{"*", "a/b.js"}}},
      {"/pages/index", "/pages/index", {}},
      {"/pages", nullptr, {}},
  };
  for (const Case& one : cases) {
    const auto result = router->find("GET", one.path);
    const auto* found = std::get_if<Router::Found>(&result);
    ASSERT_EQ(found != nullptr, one.pattern != nullptr) << one.path;
    if (found == nullptr) continue;
    EXPECT_EQ(found->route->pattern.value, one.pattern);
    EXPECT_EQ(found->parameters, one.parameters) << one.path;
  }
}

TEST(Router, RefusesTheSameRouteTwice) {
  const auto make = [](const char* a, const char* b) {
    std::vector<Route> routes;
    for (const char* pattern : {a, b}) {
      routes.push_back(open_route("GET", pattern, sync([](const Request&) { return Response{}; })));
    }
    return Router::make(std::move(routes));
  };
  EXPECT_EQ(make("/a/{b}", "/a/{c}").error().code, ErrorCode::kConflict);
  EXPECT_EQ(make("/a", "b").error().code, ErrorCode::kUsage);
  EXPECT_EQ(make("/a", "/b/*/c").error().code, ErrorCode::kUsage);
}

TEST(Router, RefusesToLetAnyOriginInWithACookie) {
  for (const Scope scope : kScopes) {
    std::vector<Route> routes;
    routes.push_back(route_of(scope, Api::kTracking));
    routes.back().cors = Cors::kAnyOrigin;
    const bool is_for_keys = scope == Scope::kWriteOnly || scope == Scope::kBrowser;
    EXPECT_EQ(Router::make(std::move(routes)).has_value(), is_for_keys) << name_of(scope);
  }
}

TEST(Target, ReadsQueriesAndBase64) {
  const auto query = parse_query("a=1&b=x+y%26&a=&c&&=");
  ASSERT_TRUE(query.has_value());
  EXPECT_EQ(*query, (std::vector<Pair>{{"a", "1"}, {"b", "x y&"}, {"a", ""}, {"c", ""}, {"", ""}}));
  EXPECT_FALSE(parse_query("a=%2").has_value());
  EXPECT_EQ(base64_decode("YWI="), "ab");
  EXPECT_EQ(base64_decode("YWI"), "ab");
  EXPECT_EQ(base64_decode("_-8="), "\xff\xef");
  EXPECT_FALSE(base64_decode("YWI*").has_value());
  EXPECT_FALSE(base64_decode("Y").has_value());
}

}  // namespace
}  // namespace likely::http
