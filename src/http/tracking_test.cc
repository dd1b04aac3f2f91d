#include "http/tracking.h"

#include <tuple>

#include "base/format.h"
#include "base/gzip_for_test.h"
#include "base/json.h"
#include "http/operation.h"
#include "http/server_for_test.h"
#include "intake/receive_call.h"

namespace likely::http {
namespace {

// Takes calls as intake would, and answers as it is told to.
struct FakeIntake {
  std::mutex mutex;
  std::vector<TrackingCall> calls;
  Result<void> answer;

  std::vector<Route> routes() {
    return tracking_routes({.accept = [this](TrackingCall call, auto done) {
      const std::lock_guard lock(mutex);
      calls.push_back(std::move(call));
      done(answer);
    }});
  }
};

const std::string kBasic = "Authorization: Basic d3JpdGU6\r\n";  // "write:"

TEST(Tracking, HandsOnWhatCameWithTheKindOfThePath) {
  FakeIntake intake;
  const TestServer server(intake.routes());
  struct Case {
    const char* path;
    const char* kind;
  };
  const Case cases[] = {
      {"/v1/identify", "identify"}, {"/v1/i", "identify"},  {"/v1/track", "track"},
      {"/v1/t", "track"},           {"/v1/page", "page"},   {"/v1/p", "page"},
      {"/v1/screen", "screen"},     {"/v1/s", "screen"},    {"/v1/group", "group"},
      {"/v1/g", "group"},           {"/v1/alias", "alias"}, {"/v1/a", "alias"},
  };
  const std::string body = R"({"event":"Product Viewed","anonymousId":"a"})";
  for (const Case& one : cases) {
    const auto answer = server.ask(post(one.path, body, kBasic + "Content-Type: text/plain\r\n"));
    EXPECT_EQ(answer.status, 200) << one.path;
    EXPECT_EQ(answer.body, R"({"success":true})");
    EXPECT_NE(answer.head.find("Access-Control-Allow-Origin: *\r\n"), std::string::npos);
    const TrackingCall& call = intake.calls.back();
    EXPECT_EQ(call.body, body);
    EXPECT_EQ(call.kind, one.kind);
    EXPECT_EQ(call.source, "web");
    EXPECT_EQ(call.received_at, 1'700'000'000 * kSecondUs);
  }
  for (const char* path : {"/v1/batch", "/v1/b", "/v1/import", "/v1/import/", "/v1/batch/"}) {
    EXPECT_EQ(server.ask(post(path, R"({"batch":[]})", kBasic)).status, 200);
    EXPECT_EQ(intake.calls.back().kind, "");
  }
  EXPECT_EQ(server.ask(post("/v1/track/", body, kBasic)).status, 200);
  EXPECT_EQ(intake.calls.back().kind, "track");
  EXPECT_EQ(server.ask(get("/v1/projects/write/settings/")).status, 200);
  for (const char* path : {"/v1/track//", "/v1//track", "//v1/track"}) {
    EXPECT_EQ(server.ask(post(path, body, kBasic)).status, 404) << path;
  }
}

TEST(Tracking, TakesTheKeyFromHeaderOrBody) {
  FakeIntake intake;
  const TestServer server(intake.routes());
  EXPECT_EQ(server.ask(post("/v1/t", R"({"writeKey":"write"})")).status, 200);
  for (const char* body : {R"({"writeKey":"other"})", R"({"writeKey":7})", R"({"writeKey":"read"})",
                           R"({"writeKey":""})", "{}", "[]", "no JSON", ""}) {
    const int status = server.ask(post("/v1/t", body)).status;
    EXPECT_EQ(status, std::string_view(body).contains("read") ? 403 : 401) << body;
  }
  const std::string stranger = "Authorization: Basic c3RyYW5nZXI6\r\n";
  EXPECT_EQ(server.ask(post("/v1/t", "{}", stranger)).status, 401);
  EXPECT_EQ(server.ask(post("/v1/t", "{}", "Authorization: Bearer admin\r\n")).status, 403);
  EXPECT_EQ(intake.calls.size(), 1u);
  // A header that names nobody leaves it to the body.
  const std::string keyed = R"({"writeKey":"write"})";
  for (const char* header : {"Bearer somebody-elses", "Basic Og==", "Basic", "Bearer ", "Basic ",
                             "Basic c3RyYW5nZXI6", "Digest x"}) {
    const auto with = format("Authorization: {}\r\n", header);
    EXPECT_EQ(server.ask(post("/v1/t", keyed, with)).status, 200) << header;
    EXPECT_EQ(server.ask(post("/v1/t", R"({"writeKey":"other"})", with)).status, 401) << header;
  }
  EXPECT_EQ(server.ask(post("/v1/t", keyed, "Authorization: Bearer admin\r\n")).status, 403);
  EXPECT_EQ(server.ask(post("/v1/t", keyed, "Authorization: Bearer down\r\n")).status, 503);
}

TEST(Tracking, RefusesWhatIsUnusableAsAWhole) {
  FakeIntake intake;
  const TestServer server(intake.routes());
  const auto batch = [](size_t calls) {
    std::string text = R"({"batch":[{})";
    for (size_t i = 1; i < calls; ++i) text += ",{}";
    return text + "]}";
  };
  const auto sized = [](size_t bytes) {
    return R"({"event":")" + std::string(bytes - 12, 'x') + "\"}";
  };
  struct Case {
    const char* path;
    std::string body;
    int status;
  };
  const Case cases[] = {
      {"/v1/track", "", 400},
      {"/v1/track", "{", 400},
      {"/v1/track", "[1]", 400},
      {"/v1/track", "\"text\"", 400},
      {"/v1/track", "{\"a\":\"\xff\"}", 400},
      {"/v1/track", "\xef\xbb\xbf{}", 200},
      {"/v1/track", R"({"a":"\ud83c","b":99999999999999999999})", 200},
      {"/v1/track", R"({"a":1e400})", 400},
      {"/v1/batch", "{\"batch\":[{},{\"a\":\"\xff\"}]}", 200},
      {"/v1/batch", R"({"batch":[1e400,{}]})", 200},
      {"/v1/batch", R"({"batch":[{},{})", 400},
      {"/v1/batch", R"({"batch":[{}],"context":NaN})", 400},
      {"/v1/batch", R"({"batch":[1e400)" + batch(kMostBatchCalls).substr(12), 200},
      {"/v1/batch", R"({"batch":[1e400,)" + batch(kMostBatchCalls).substr(10), 400},
      {"/v1/track", std::string(1'000, '[') + std::string(1'000, ']'), 400},
      {"/v1/track", sized(kMostCallBytes), 200},
      {"/v1/track", sized(kMostCallBytes + 1), 400},
      {"/v1/batch", "{}", 400},
      {"/v1/batch", R"({"batch":{}})", 400},
      {"/v1/batch", batch(kMostBatchCalls), 200},
      {"/v1/batch", batch(kMostBatchCalls + 1), 400},
      {"/v1/batch", R"({"batch":[)" + sized(kTrackingBodyBytes - 12) + "]}", 200},
      {"/v1/batch", R"({"batch":[)" + sized(kTrackingBodyBytes - 11) + "]}", 413},
  };
  for (const Case& one : cases) {
    for (const bool is_packed : {false, true}) {
      if (is_packed && one.body.empty()) continue;
      const auto answer = server.ask(
          is_packed ? post(one.path, gzip_for_test(one.body), kBasic + "Content-Encoding: GZip\r\n")
                    : post(one.path, one.body, kBasic));
      EXPECT_EQ(answer.status, one.status) << one.path << " " << one.body.substr(0, 40);
      if (answer.status == 200) continue;
      EXPECT_TRUE(Json::parse(answer.body).contains("code")) << answer.body;
      EXPECT_TRUE(Json::parse(answer.body).contains("message"));
    }
  }
}

TEST(Tracking, HandsOnWhyItRefused) {
  FakeIntake intake;
  const TestServer server(intake.routes());
  const struct {
    const char* path;
    std::string body;
    const char* reason;
  } cases[] = {
      {"/v1/track", "{\"writeKey\":\"abcd\"", "not_json"},
      {"/v1/track", "7", "not_object"},
      {"/v1/track", "{\"a\":\"" + std::string(kMostCallBytes, 'x') + "\"}", "event_too_large"},
      {"/v1/batch", "{}", "empty_batch"},
  };
  for (const auto& one : cases) {
    intake.answer = {};
    const auto answer = server.ask(post(one.path, one.body, kBasic));
    EXPECT_EQ(answer.status, 400);
    const TrackingCall& call = intake.calls.back();
    EXPECT_EQ(call.source, "web");
    EXPECT_FALSE(call.body.contains("abcd"));
    EXPECT_EQ(call.kind,
              format("!{} {}", one.reason, Json::parse(answer.body)["message"].get<std::string>()));
    // What cannot be listed now is asked for again.
    intake.answer = fail(ErrorCode::kUnavailable, "the disk is full");
    EXPECT_EQ(server.ask(post(one.path, one.body, kBasic)).status, 503);
  }
  EXPECT_EQ(intake.calls.size(), 2 * std::size(cases));
  EXPECT_EQ(server.ask(post("/v1/track", "no JSON")).status, 401);
  EXPECT_EQ(intake.calls.size(), 2 * std::size(cases));  // nobody's
}

TEST(Tracking, HandsNoWriteKeyOn) {
  FakeIntake intake;
  const TestServer server(intake.routes());
  EXPECT_EQ(server.ask(post("/v1/t", R"({"event":"E","writeKey":"write"})")).status, 200);
  EXPECT_EQ(intake.calls.back().body, R"({"event":"E","writeKey":"*****"})");
}

TEST(Tracking, SaysWhenToComeAgain) {
  FakeIntake intake;
  intake.answer = fail(ErrorCode::kUnavailable, "the disk is full");
  const TestServer server(intake.routes());
  const auto answer = server.ask(post("/v1/t", "{}", kBasic));
  EXPECT_EQ(answer.status, 503);
  EXPECT_NE(answer.head.find("Retry-After: "), std::string::npos);
  EXPECT_EQ(Json::parse(answer.body)["message"], "the disk is full");
}

TEST(Tracking, AnswersAPreflight) {
  FakeIntake intake;
  const TestServer server(intake.routes());
  const struct {
    std::string asked, allowed;
  } cases[] = {
      {"authorization", "authorization"},
      {"content-type,x-retry-count", "content-type,x-retry-count"},
      {"AnonymousId, X-My-Header", "AnonymousId, X-My-Header"},
      {"a\"b", "authorization, content-type, content-encoding"},
      {std::string(2'000, 'a'), "authorization, content-type, content-encoding"},
      {"", "authorization, content-type, content-encoding"},
  };
  for (const auto& one : cases) {
    const auto answer = server.ask(
        "OPTIONS /v1/t HTTP/1.1\r\nHost: a\r\nOrigin: https://shop.test\r\n"
        "Access-Control-Request-Method: POST\r\n"
        "Access-Control-Request-Headers: " +
        one.asked + "\r\n\r\n");
    EXPECT_EQ(answer.status, 204);
    for (const std::string& header :
         {std::string("Access-Control-Allow-Origin: https://shop.test\r\n"),
          std::string("Access-Control-Allow-Credentials: true\r\n"),
          std::string("Access-Control-Allow-Methods: POST\r\n"),
          "Access-Control-Allow-Headers: " + one.allowed + "\r\n",
          std::string("Access-Control-Max-Age: 86400\r\n"), std::string("Vary: Origin\r\n")}) {
      EXPECT_NE(answer.head.find(header), std::string::npos) << header << answer.head;
    }
  }
}

TEST(Tracking, AnswersAPageThatSendsItsCookiesAlong) {
  FakeIntake intake;
  const TestServer server(intake.routes());
  const std::string page = "Origin: https://shop.test\r\nCookie: __Host-likely=admin\r\n";
  const auto keyed = server.ask(post("/v1/t", R"({"writeKey":"write"})", page));
  const auto cookie_only = server.ask(post("/v1/t", "{}", page));
  EXPECT_EQ(keyed.status, 200);
  EXPECT_EQ(cookie_only.status, 401);  // no cookie of ours counts here
  for (const auto& answer : {keyed, cookie_only}) {
    for (const char* header : {"Access-Control-Allow-Origin: https://shop.test\r\n",
                               "Access-Control-Allow-Credentials: true\r\n", "Vary: Origin\r\n"}) {
      EXPECT_NE(answer.head.find(header), std::string::npos) << header;
    }
  }
}

TEST(Tracking, SettingsSendAPageBackToWhereItAsked) {
  FakeIntake intake;
  const TestServer server(intake.routes());
  const auto answer = server.ask(get("/v1/projects/write/settings"));
  ASSERT_EQ(answer.status, 200);
  const Json settings = Json::parse(answer.body);
  const Json& ours = settings["integrations"]["Segment.io"];
  EXPECT_EQ(ours["apiHost"], "shop.test:80/v1");
  EXPECT_EQ(ours["protocol"], "http");
  EXPECT_EQ(ours["apiKey"], "write");
  EXPECT_EQ(settings["metrics"]["sampleRate"], 0);
  // What a proxy says counts when it is a trusted one.
  const TestServer behind(intake.routes(), {}, {}, *TrustedProxies::parse({"127.0.0.1"}));
  const std::string said =
      "X-Forwarded-Proto: https, http\r\nX-Forwarded-Host: events.shop.test\r\n";
  for (const auto& [asked, host, protocol] :
       {std::tuple(&server, "shop.test:80/v1", "http"),
        std::tuple(&behind, "events.shop.test/v1", "https")}) {
    const Json shown = Json::parse(asked->ask(get("/v1/projects/write/settings", said)).body);
    EXPECT_EQ(shown["integrations"]["Segment.io"]["apiHost"], host);
    EXPECT_EQ(shown["integrations"]["Segment.io"]["protocol"], protocol);
  }
  const std::string hostile = "X-Forwarded-Host: a\"b\r\n";
  EXPECT_EQ(behind.ask(get("/v1/projects/write/settings", hostile)).status, 400);
  EXPECT_EQ(server.ask(get("/v1/projects/other/settings")).status, 401);
  EXPECT_EQ(server.ask("GET /v1/projects/write/settings HTTP/1.1\r\nHost: a\"b\r\n\r\n").status,
            400);
}

TEST(Operation, TellsHowTheServerIs) {
  std::vector<std::string> reasons;
  Metrics shown;
  shown.counter("things_total", "Things.").add(3);
  const TestServer server(
      operation_routes({.metrics = &shown, .reasons_not_ready = [&] { return reasons; }}));
  EXPECT_EQ(server.ask(get("/health/live")).status, 200);
  EXPECT_EQ(server.ask(get("/health/ready")).status, 200);
  reasons = {"the disk is full", "recovering"};
  const auto not_ready = server.ask(get("/health/ready"));
  EXPECT_EQ(not_ready.status, 503);
  EXPECT_EQ(not_ready.body, R"({"ready":false,"reasons":["the disk is full","recovering"]})");
  EXPECT_NE(server.ask(get("/metrics")).body.find("things_total 3\n"), std::string::npos);
  const std::string proxied = "X-Forwarded-For: 1.2.3.4\r\n";
  EXPECT_EQ(server.ask(get("/metrics", proxied)).status, 403);
  EXPECT_EQ(server.ask(get("/metrics", proxied + "Authorization: Bearer manage\r\n")).status, 403);
  EXPECT_EQ(server.ask(get("/metrics", proxied + "Authorization: Bearer admin\r\n")).status, 200);
}

TEST(Operation, AFloodDoesNotHideHowTheServerIs) {
  Rates rates;
  rates.of_scope[static_cast<size_t>(Scope::kPublic)] = {.per_second = 0.001, .burst = 1};
  const Metrics shown;
  auto routes = operation_routes(
      {.metrics = &shown, .reasons_not_ready = [] { return std::vector<std::string>(); }});
  routes.push_back(open_page("/other", [](const Request&) { return json(200, "{}"); }));
  const TestServer server(std::move(routes), {}, rates);
  EXPECT_EQ(server.ask(get("/other")).status, 200);
  EXPECT_EQ(server.ask(get("/other")).status, 429);
  for (const char* path : {"/health/live", "/health/ready", "/metrics"}) {
    EXPECT_EQ(server.ask(get(path)).status, 200) << path;
  }
}

TEST(Operation, RequestsAreCountedAndLoggedWithoutWhatTheySay) {
  FakeIntake intake;
  TestServer server(intake.routes());
  server.ask(post("/v1/t?token=canary", R"({"writeKey":"write","userId":"canary"})"));
  server.ask(get("/v1/projects/canary/settings"));
  server.ask(get("/canary", "Authorization: Bearer canary\r\nCookie: canary\r\n"));
  server.ask("canary /v1/t HTTP/1.1\r\nHost: canary\r\n\r\n");
  const std::string text = server.metrics().text();
  EXPECT_NE(text.find(R"(likely_http_answers_total{route="/v1/t",method="POST",status="200"} 1)"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find(R"(likely_http_answers_total{route="none",method="any",status="404"} 1)"),
            std::string::npos);
  EXPECT_EQ(text.find("canary"), std::string::npos);
  const auto lines = server.stop_and_read_log();
  ASSERT_EQ(lines.size(), 4u);
  for (const std::string& line : lines) {
    EXPECT_EQ(line.find("canary"), std::string::npos) << line;
    const Json one = Json::parse(line);
    for (const char* field : {"level", "at", "event", "request_id", "route", "status", "ms"}) {
      EXPECT_TRUE(one.contains(field)) << line;
    }
  }
}

}  // namespace
}  // namespace likely::http
