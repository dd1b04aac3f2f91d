#include "http/manage.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/temp_folder_for_test.h"
#include "http/profile_api.h"

namespace likely::http {
namespace {

class ManageTest : public ::testing::Test {
 protected:
  TempFolder folder_;  // ends last

  ManageTest() {
    place_ = [this] {
      return Place{.folder = folder_.path() + "/data", .threads = 1, .wall_clock = clock_.now()};
    };
    (void)place_().open(Access::kCreate);
    services_.access.book = std::make_shared<AccessBook>(place_);
    const auto as_asked = [](const std::string& arguments, Progress&) {
      return Result<std::string>(arguments);
    };
    const auto fails_at_none = [](const std::string& arguments, Progress&) -> Result<std::string> {
      if (arguments.contains("none")) return fail(ErrorCode::kConflict, "there is nobody left");
      return arguments;
    };
    runs_ = *RunQueue::start(
        {.folder = folder_.path() + "/data",
         .clock = &clock_,
         .jobs = {
             {"train", as_asked}, {"backtest", as_asked}, {"audience.refresh", fails_at_none}}});
    const auto fine = [this](const auto&...) -> Result<void> {
      return refusal_ ? Result<void>(std::unexpected(*refusal_)) : Result<void>();
    };
    auto routes = manage_routes(
        {.services = &services_,
         .runs = runs_.get(),
         .checks = {.train = fine, .backtest = fine, .trait = fine, .catalog = fine}});
    for (Route& route :
         profile_routes({.readers = std::make_shared<ProfileReaders>(folder_.path() + "/data"),
         .place = place_})) {
      routes.push_back(std::move(route));
    }
    router_ = *Router::make(std::move(routes));
  }
  ~ManageTest() override { runs_.reset(); }

  // The answer's status, and its body in body_.
  int ask(const std::string& method, const std::string& path, const Json& body = nullptr,
          const std::vector<Pair>& headers = {}, const std::vector<Pair>& query = {}) {
    return send(method, path, body.is_null() ? "" : body.dump(), headers, query);
  }
  int send(const std::string& method, const std::string& path, const std::string& body,
           const std::vector<Pair>& headers = {}, const std::vector<Pair>& query = {}) {
    const auto found = router_->find(method, path);
    if (!std::holds_alternative<Router::Found>(found)) return 404;
    const auto& match = std::get<Router::Found>(found);
    Request request{.method = method, .path = path, .query = query};
    request.parameters = match.parameters;
    request.body = body;
    request.caller = {.name = "test", .scope = Scope::kAdmin};
    for (const auto& [name, value] : headers) request.headers.add(name, value);
    Response given;
    match.route->handler.value(std::move(request),
                               Reply([&](Response response) { given = std::move(response); }));
    body_ = Json::parse(given.body, nullptr, false);
    headers_ = given.headers;
    return given.status;
  }
  std::string wrong_field() const { return body_["errors"][0].value("field", ""); }

  FixedClock clock_{1'700'000'000 * kSecondUs};
  std::function<Place()> place_;
  std::optional<Error> refusal_;  // of every check before a run
  Services services_;
  std::unique_ptr<RunQueue> runs_;
  std::optional<Router> router_;
  Json body_;
  std::vector<Pair> headers_;
};

TEST_F(ManageTest, SourcesShowTheirKeyOnce) {
  const std::string sources = "/v1/spaces/main/sources";
  ASSERT_EQ(ask("POST", sources, {{"name", "web"}}), 201);
  const std::string key = body_["write_key"];
  EXPECT_TRUE(*services_.access.book->who(key));
  EXPECT_EQ(ask("POST", sources, {{"name", "web"}}), 409);
  ASSERT_EQ(ask("GET", sources), 200);
  EXPECT_EQ(body_["data"][0]["name"], "web");
  EXPECT_EQ(body_.dump().find(key), std::string::npos);
  EXPECT_EQ(ask("POST", sources + "/1/write_keys", Json::object()), 201);
  EXPECT_EQ(ask("DELETE", sources + "/1/write_keys/1"), 204);
  EXPECT_FALSE(*services_.access.book->who(key));
  EXPECT_EQ(ask("DELETE", sources + "/9"), 404);
  EXPECT_EQ(ask("DELETE", sources + "/x"), 404);
  EXPECT_EQ(ask("GET", "/v1/spaces/other/sources"), 404);
}

TEST_F(ManageTest, ErrorsNameTheField) {
  const struct {
    Json body;
    const char* field;
  } cases[] = {
      {Json::object(), "name"}, {{{"name", 3}}, "name"},
      {{{"name", ""}}, "name"}, {{{"name", "x"}, {"colour", 1}}, "colour"},
      {Json::array(), ""},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(ask("POST", "/v1/spaces/main/sources", one.body), 400) << one.body;
    EXPECT_EQ(wrong_field(), one.field) << one.body;
  }
  EXPECT_EQ(ask("POST", "/v1/spaces/main/audiences",
                {{"name", "x"}, {"definition", {{"target", {{"column", "Brand"}}}}}}),
            400);
  EXPECT_EQ(wrong_field(), "definition.target.value");
  EXPECT_EQ(ask("POST", "/v1/tokens", {{"name", "x"}, {"scope", "root"}}), 400);
  EXPECT_EQ(wrong_field(), "scope");
  EXPECT_EQ(ask("GET", "/v1/audit_log", nullptr, {}, {{"limit", "0"}}), 400);
  EXPECT_EQ(ask("PATCH", "/v1/accounts/99999999999999999999", {{"role", "viewer"}}), 404);
  EXPECT_EQ(ask("PUT", "/v1/spaces/main/traits/x/public", Json::object()), 400);
  EXPECT_EQ(body_["errors"][0]["message"], "is missing; give true or false");
}

TEST_F(ManageTest, WhatIsNoJsonObjectIsSaidToBeNoneAndNothingElse) {
  const struct {
    std::string body;
    const char* message;
  } cases[] = {
      {"[]", "the body is no JSON object"},
      {"null", "the body is no JSON object"},
      {"{", "the body is no JSON"},
      {R"({"definition":)" + std::string(500'000, '['), "the body is nested deeper than 64 levels"},
  };
  int asked = 0;
  for (const Route& route : router_->routes()) {
    if (route.method.value != "POST" && route.method.value != "PUT" &&
        route.method.value != "PATCH") {
      continue;
    }
    if (route.max_body != kBodyBytes) continue;  // takes files
    std::string path = route.pattern.value;
    if (const size_t at = path.find("{space}"); at != std::string::npos)
      path.replace(at, 7, "main");
    for (size_t at; (at = path.find('{')) != std::string::npos;) {
      path.replace(at, path.find('}') - at + 1, "1");
    }
    for (const auto& one : cases) {
      EXPECT_EQ(send(route.method.value, path, one.body), 400) << path << one.body.substr(0, 20);
      EXPECT_EQ(body_["errors"].size(), 1u) << path;
      EXPECT_EQ(body_["errors"][0]["message"], one.message) << path;
      ++asked;
    }
  }
  EXPECT_GT(asked, 80);
}

TEST_F(ManageTest, RunsAreQueuedShownAndListed) {
  ASSERT_EQ(ask("POST", "/v1/spaces/main/models", {{"horizon_days", 7}}), 202);
  EXPECT_EQ(body_["status"] == "queued" || body_["status"] == "running", true);
  EXPECT_EQ(body_["kind"], "train");
  runs_->wait_idle();
  ASSERT_EQ(ask("GET", "/v1/spaces/main/runs/1"), 200);
  EXPECT_EQ(body_["status"], "completed");
  EXPECT_EQ(body_["result"]["horizon_days"], 7);
  EXPECT_EQ(ask("POST", "/v1/spaces/main/runs/1/cancel"), 409);
  EXPECT_EQ(ask("GET", "/v1/spaces/main/runs/7"), 404);
  for (int i = 0; i < 2; ++i) ask("POST", "/v1/spaces/main/models", Json::object());
  ASSERT_EQ(ask("GET", "/v1/spaces/main/runs", nullptr, {}, {{"limit", "2"}}), 200);
  EXPECT_EQ(body_["data"].size(), 2u);
  EXPECT_EQ(body_["cursor"]["next"], "2");
  ASSERT_EQ(ask("GET", "/v1/spaces/main/runs", nullptr, {}, {{"limit", "2"}, {"cursor", "2"}}),
            200);
  EXPECT_EQ(body_["data"].size(), 1u);
  EXPECT_EQ(ask("POST", "/v1/spaces/main/models", {{"horizon_days", 0}}), 400);
  EXPECT_EQ(wrong_field(), "horizon_days");
}

TEST_F(ManageTest, WhatCannotBeDoneIsRefusedBeforeItIsARun) {
  refusal_ = Error{ErrorCode::kUnknown, "Hue: no such column", "column"};
  const std::string space = "/v1/spaces/main/";
  const Json trait = {{"name", "x"}, {"definition", {{"column", "Hue"}}}};
  EXPECT_EQ(ask("POST", space + "traits", trait), 404);
  EXPECT_EQ(wrong_field(), "definition.column");
  EXPECT_EQ(ask("POST", space + "backtests", {{"column", "Hue"}}), 404);
  EXPECT_EQ(wrong_field(), "column");
  EXPECT_EQ(ask("POST", space + "models", Json::object()), 404);
  EXPECT_EQ(ask("PUT", space + "catalog", {{"text", "x="}}), 404);
  ASSERT_EQ(ask("GET", space + "runs"), 200);
  EXPECT_EQ(body_["data"].size(), 0u);
  ASSERT_EQ(ask("GET", "/v1/audit_log"), 200);
  EXPECT_EQ(body_["data"].size(), 0u);
}

TEST_F(ManageTest, ListsComeInPagesByTheirIds) {
  for (const char* name : {"a", "b", "c"}) {
    ASSERT_EQ(ask("POST", "/v1/spaces/main/sources", {{"name", name}}), 201);
    ASSERT_EQ(ask("POST", "/v1/tokens", {{"name", name}, {"scope", "manage"}}), 201);
  }
  services_.train.models = [] {
    return Result<std::vector<ModelRecord>>(
        {{.name = "model_12"}, {.name = "model_9"}, {.name = "model_3"}});
  };
  const std::string space = "/v1/spaces/main/";
  for (const std::string& list : {std::string("/v1/tokens"), space + "sources", space + "models"}) {
    ASSERT_EQ(ask("GET", list), 200);
    EXPECT_EQ(body_["cursor"]["has_more"], false);
    const Json all = body_["data"];
    ASSERT_EQ(all.size(), 3u);
    Json seen = Json::array();
    std::vector<Pair> query = {{"limit", "1"}};
    for (int page = 0; page < 3; ++page) {
      ASSERT_EQ(ask("GET", list, nullptr, {}, query), 200);
      ASSERT_EQ(body_["data"].size(), 1u) << list;
      seen.push_back(body_["data"][0]);
      EXPECT_EQ(body_["cursor"]["has_more"], page < 2);
      if (page < 2) query = {{"limit", "1"}, {"cursor", body_["cursor"]["next"]}};
    }
    EXPECT_EQ(seen, all) << list;
    EXPECT_EQ(ask("GET", list, nullptr, {}, {{"limit", "0"}}), 400) << list;
    EXPECT_EQ(wrong_field(), "limit");
  }
  ASSERT_EQ(ask("DELETE", space + "sources/1"), 204);  // what goes shifts nothing
  ASSERT_EQ(ask("GET", space + "sources", nullptr, {}, {{"limit", "1"}, {"cursor", "2"}}), 200);
  EXPECT_EQ(body_["data"][0]["name"], "c");
  ASSERT_EQ(ask("GET", space + "models/model_9"), 200);
  EXPECT_EQ(body_["name"], "model_9");
  EXPECT_EQ(ask("GET", space + "models/model_1"), 404);
  EXPECT_EQ(ask("GET", space + "sources/3"), 200);
  EXPECT_EQ(ask("GET", space + "sources/1"), 404);
  EXPECT_EQ(ask("GET", "/v1/tokens/2"), 200);
  EXPECT_EQ(body_["name"], "b");
  EXPECT_EQ(ask("GET", "/v1/tokens/7"), 404);
  EXPECT_EQ(ask("GET", "/v1/accounts/7"), 404);
}

TEST_F(ManageTest, AudiencesHaveIdsRunsAndTheStatusOfTheirNewestRun) {
  const std::vector<AudienceRecord> kept = {
      {.id = 1, .key = "aud_2", .name = "aud_2", .status = "live"},
      {.id = 2, .key = "none", .name = "None", .status = "live"}};
  services_.audience.list = [&] { return Result<std::vector<AudienceRecord>>(kept); };
  const std::string audiences = "/v1/spaces/main/audiences";
  const struct {
    const char* name;
    const char* key;
  } cases[] = {{"aud_1", "aud_2"}, {"aud_2", "none"}, {"none", "none"}, {"None", "none"}};
  for (const auto& one : cases) {
    ASSERT_EQ(ask("GET", audiences + "/" + one.name), 200) << one.name;
    EXPECT_EQ(body_["key"], one.key) << one.name;
    EXPECT_EQ(body_["status"], "live");
  }
  EXPECT_EQ(ask("GET", audiences + "/aud_3"), 404);
  for (const char* id : {"aud_1", "aud_2"}) {
    ASSERT_EQ(ask("POST", audiences + "/" + id + "/refresh", Json::object()), 202) << body_;
  }
  runs_->wait_idle();
  ASSERT_EQ(ask("GET", audiences), 200);
  EXPECT_EQ(body_["data"][0]["status"], "live");
  EXPECT_EQ(body_["data"][1]["status"], "failed");
  EXPECT_EQ(body_["data"][1]["error"], "there is nobody left");
  ASSERT_EQ(ask("GET", audiences + "/aud_2/runs"), 200);
  ASSERT_EQ(body_["data"].size(), 1u);
  EXPECT_EQ(body_["data"][0]["arguments"]["audience"], "none");
  EXPECT_EQ(ask("GET", audiences + "/aud_3/runs"), 404);
  ASSERT_EQ(ask("POST", "/v1/spaces/main/backtests", Json::object()), 202);
  runs_->wait_idle();
  ASSERT_EQ(ask("GET", "/v1/spaces/main/backtests"), 200);
  EXPECT_EQ(body_["data"].size(), 1u);
  EXPECT_EQ(body_["data"][0]["words"], "done");
  EXPECT_EQ(ask("GET", "/v1/spaces/main/runs", nullptr, {}, {{"status", "nope"}}), 400);
  EXPECT_EQ(wrong_field(), "status");
}

TEST_F(ManageTest, AudiencesAreShownAsTheyArePostedAndChanged) {
  AudienceQuery posted;
  AudienceRecord kept{.id = 1, .key = "fans", .name = "Fans", .status = "live"};
  services_.audience.create = [&](const std::string&, const AudienceQuery& query, Progress&) {
    posted = query;
    return Result<CreatedAudience>(CreatedAudience{.record = kept});
  };
  services_.audience.list = [&] { return Result<std::vector<AudienceRecord>>({kept}); };
  services_.audience.change = [&](const std::string&,
                                  const Change& change) -> Result<AudienceRecord> {
    if (change.refresh) {
      ASSIGN(kept.refresh, parse_refresh(*change.refresh, 0));
    }
    kept.name = change.name.value_or(kept.name);
    return kept;
  };
  const std::string audiences = "/v1/spaces/main/audiences";
  for (const bool by_size : {false, true}) {
    kept = {.id = 1, .key = "fans", .column = "Brand", .value = "Bolt", .top_ppm = 125'000};
    kept.horizon_days = 7;
    if (by_size) kept.size_rule = 40;
    if (by_size) kept.min_probability = 0.05;
    ASSERT_EQ(ask("GET", audiences), 200);
    const Json definition = body_["data"][0]["definition"];
    const Json body = {{"name", "Fans"}, {"definition", definition}, {"refresh", "every 6h"}};
    ASSERT_EQ(ask("POST", audiences, body), 201) << body_;
    EXPECT_EQ(body_["definition"], definition);
    EXPECT_EQ(posted.size.top, by_size ? "" : "12.5%");
    EXPECT_EQ(posted.size.size, by_size ? "40" : "");
    EXPECT_EQ(posted.size.min_probability, by_size ? "0.05" : "");
    EXPECT_EQ(posted.refresh, "every 6h");
    EXPECT_EQ(posted.model.horizon_days, 7);
  }
  const std::string fans = audiences + "/fans";
  EXPECT_EQ(ask("POST", audiences, {{"name", "x"}, {"refresh", "sometimes"}}), 400);
  EXPECT_EQ(ask("PATCH", fans, {{"refresh", "sometimes"}}), 400);
  EXPECT_EQ(wrong_field(), "refresh");
  ASSERT_EQ(ask("PATCH", fans, {{"name", "New"}, {"refresh", "daily"}}), 200);
  EXPECT_EQ(body_["name"], "New");
  EXPECT_EQ(body_["refresh"].dump(),
            R"({"mode":"scheduled","schedule":"daily","next":"1970-01-02T00:00:00Z"})");
  EXPECT_EQ(ask("PATCH", audiences + "/none", {{"name", "New"}}), 404);
}

TEST_F(ManageTest, TheAuditLogHasEveryChange) {
  services_.trait.list = [] {
    return Result<std::vector<TraitRecord>>({TraitRecord{.key = "picks", .name = "Picks"}});
  };
  const std::string space = "/v1/spaces/main/";
  ask("PUT", space + "catalog", {{"text", "x"}});
  ask("POST", space + "models", Json::object());
  ask("POST", space + "backtests", Json::object());  // changes nothing
  ask("POST", space + "traits", {{"name", "Next"}, {"definition", {{"column", "Product"}}}});
  ask("POST", space + "traits/picks/refresh", Json::object());
  ASSERT_EQ(ask("GET", "/v1/audit_log"), 200);
  std::string actions;
  for (const Json& line : body_["data"]) {
    actions += line["action"].get<std::string>() + " " + line["subject"].get<std::string>() + ";";
  }
  EXPECT_EQ(actions, "trait.refresh picks;trait.create Next;model.train ;catalog.set ;");
}

TEST_F(ManageTest, SetupSignsInAndChangesByCookieNeedTheToken) {
  const std::string token = **services_.access.book->begin_setup();
  const Json account = {
      {"setup_token", token}, {"email", "a@b.c"}, {"name", "A"}, {"password", "a long password"}};
  Json other = account;
  other["setup_token"] = "setup_x";
  EXPECT_EQ(ask("POST", "/v1/setup", other), 401);
  ASSERT_EQ(ask("POST", "/v1/setup", account), 201);
  const std::string csrf = body_["csrf_token"];
  ASSERT_EQ(headers_.size(), 1u);
  const std::string cookie = headers_[0].second.substr(0, headers_[0].second.find(';'));
  EXPECT_NE(headers_[0].second.find("HttpOnly; SameSite=Lax"), std::string::npos);
  EXPECT_EQ(ask("POST", "/v1/setup", account), 401);
  ASSERT_EQ(ask("GET", "/v1/me", nullptr, {{"Cookie", cookie}}), 200);
  EXPECT_EQ(body_["csrf_token"], csrf);
  EXPECT_EQ(body_["account"].contains("password"), false);

  const Json source = {{"name", "web"}};
  EXPECT_EQ(ask("POST", "/v1/spaces/main/sources", source, {{"Cookie", cookie}}), 403);
  EXPECT_EQ(
      ask("POST", "/v1/spaces/main/sources", source, {{"Cookie", cookie}, {"X-CSRF-Token", csrf}}),
      201);
  EXPECT_EQ(ask("POST", "/v1/sessions", {{"email", "a@b.c"}, {"password", "wrong"}}), 401);
  EXPECT_EQ(ask("POST", "/v1/sessions", {{"email", "a@b.c"}, {"password", "a long password"}},
                {{"Cookie", cookie}}),
            201);
  EXPECT_EQ(
      ask("DELETE", "/v1/sessions/current", nullptr, {{"Cookie", cookie}, {"X-CSRF-Token", csrf}}),
      204);
  EXPECT_FALSE(*services_.access.book->who(cookie.substr(cookie.find('=') + 1)));
}

TEST_F(ManageTest, ProfilesAreReadAsTheWireFormatSays) {
  {
    const auto space = *place_().open(Access::kWrite);
    ASSERT_TRUE(space->state().execute(
        "INSERT INTO profiles (number, public_id) VALUES (1, 'prf_1');"
        "INSERT INTO external_ids VALUES ('user_id', 'a+b', 1, 1), ('email', 'x@y.z', 1, 2);"
        "INSERT INTO custom_traits VALUES (1, 'a', '1', 0, 'web'), (1, 'b', '[2]', 0, 'web'), "
        "(1, 'c', '\"3\"', 0, 'web')"));
  }
  const std::string base = "/v1/spaces/main/collections/users/profiles/user_id:a%2Bb/";
  ASSERT_EQ(ask("GET", base + "traits"), 200);
  EXPECT_EQ(body_["traits"].dump(), R"({"a":1,"b":[2],"c":"3"})");
  EXPECT_EQ(body_["cursor"]["has_more"], false);
  ASSERT_EQ(ask("GET", base + "traits", nullptr, {}, {{"limit", "2"}}), 200);
  EXPECT_EQ(body_["cursor"]["next"], "c");
  ASSERT_EQ(ask("GET", base + "traits", nullptr, {}, {{"limit", "2"}, {"next", "c"}}), 200);
  EXPECT_EQ(body_["traits"].dump(), R"({"c":"3"})");
  ask("GET", base + "traits", nullptr, {}, {{"include", "a,c"}, {"verbose", "true"}});
  EXPECT_EQ(body_["traits"]["a"].dump(),
            R"({"value":1,"source_id":"web","updated_at":"1970-01-01T00:00:00Z"})");
  EXPECT_EQ(body_["traits"].size(), 2u);
  ask("GET", base + "traits", nullptr, {}, {{"class", "audience"}});
  EXPECT_EQ(body_["traits"].size(), 0u);
  EXPECT_EQ(ask("GET", base + "traits", nullptr, {}, {{"class", "x"}}), 400);
  EXPECT_EQ(ask("GET", base + "traits", nullptr, {}, {{"limit", "201"}}), 400);

  ASSERT_EQ(ask("GET", base + "external_ids", nullptr, {}, {{"limit", "1"}}), 200);
  EXPECT_EQ(body_["data"][0]["id"], "a+b");
  EXPECT_EQ(body_["cursor"]["next"], "1");
  EXPECT_EQ(ask("GET", base + "events"), 200);
  EXPECT_EQ(ask("GET", base + "metadata"), 200);
  EXPECT_EQ(body_["metadata"]["last_external_id"]["type"], "email");
  EXPECT_EQ(ask("GET", base + "links"), 200);
  const std::string nobody = "/v1/spaces/main/collections/users/profiles/user_id:nobody/";
  for (const char* what : {"traits", "external_ids", "events", "metadata", "links"}) {
    EXPECT_EQ(ask("GET", nobody + what), 404) << what;
    EXPECT_EQ(body_["error"]["code"], "not_found") << what;
  }
  EXPECT_EQ(ask("GET", "/v1/browser/recommendations", nullptr, {}, {{"anonymousId", "z"}}), 200);
  EXPECT_EQ(body_.dump(), R"({"traits":{}})");
  EXPECT_EQ(ask("GET", "/v1/browser/recommendations"), 400);
}

}  // namespace
}  // namespace likely::http
