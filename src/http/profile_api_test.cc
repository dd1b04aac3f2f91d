#include "http/profile_api.h"

#include "base/json.h"
#include "base/temp_folder_for_test.h"
#include "http/server_for_test.h"
#include "http/tracking.h"

namespace likely::http {
namespace {

constexpr TimeUs kNow = 1'700'000'000 * kSecondUs;

// A server of a folder in which u1 has a user_id, an anonymous_id and an email, the given traits
// "", "a", "b+c", "d", and five events.
class ProfileApiTest : public ::testing::Test {
 protected:
  ProfileApiTest() {
    const auto place = [this] { return Place{.folder = data(), .wall_clock = kNow}; };
    const auto space = *place().open(Access::kCreate);
    EXPECT_TRUE(space->state().execute(
        "INSERT INTO profiles (number, public_id) VALUES (1, 'prf_1');"
        "INSERT INTO external_ids (type, value, profile, seq) VALUES ('user_id', 'u1', 1, 1), "
        "('anonymous_id', 'a/1', 1, 2), ('email', 'a@b.c', 1, 3);"
        "INSERT INTO id_origins VALUES (1, 7000000, 'web'), (2, 8000000, '');"
        "INSERT INTO custom_traits VALUES (1, '', '1', 5, 'web'), (1, 'a', '1', 5, 'web'), "
        "(1, 'b+c', '1', 5, 'web'), (1, 'd', '1', 5, 'web')"));
    for (int i = 0; i < 5; ++i) {
      EXPECT_TRUE((*space->warehouse())
                      ->connection()
                      .run("INSERT INTO events (id_hi, id_lo, at_us, kind, name, profile, body) "
                           "VALUES (1, " +
                           std::to_string(i) + ", " + std::to_string(kNow - i * kDayUs) +
                           ", 0, 'E" + std::to_string(i % 3) + "', 1, '{}')"));
    }
    auto routes =
        profile_routes({.readers = std::make_shared<ProfileReaders>(data()), .place = place});
    for (Route& route : tracking_routes({})) routes.push_back(std::move(route));
    routes.push_back(open_route("GET", "/v1/spaces/{space}/audiences",
                                sync([](const Request&) { return json(200, "{}"); })));
    server_ = std::make_unique<TestServer>(std::move(routes));
  }
  std::string data() const { return folder_.path() + "/data"; }
  Json ask(const std::string& path, int status = 200) {
    const auto answer = server_->ask(get(path, "Authorization: Bearer read\r\n"));
    EXPECT_EQ(answer.status, status) << path << "\n" << answer.body;
    return Json::parse(answer.body, nullptr, false);
  }
  Json of_u1(const std::string& what, int status = 200) {
    return ask("/v1/spaces/main/collections/users/profiles/user_id:u1/" + what, status);
  }
  std::string code_of(const std::string& path, int status) {
    const Json answer = ask(path, status);
    return answer.contains("error") ? answer["error"].value("code", "") : answer.dump();
  }
  // What all pages show, following the url of each.
  std::vector<std::string> follow(const std::string& what, const std::string& list) {
    std::vector<std::string> seen;
    std::string path = "/v1/spaces/main/collections/users/profiles/user_id:u1/" + what;
    for (int pages = 0; pages < 20; ++pages) {
      const Json answer = ask(path);
      for (const auto& [key, value] : answer[list].items()) {
        seen.push_back(list == "traits" ? key
                       : list == "data" && value.contains("event")
                           ? value["event"].get<std::string>()
                           : value["type"].get<std::string>());
      }
      EXPECT_EQ(answer["cursor"]["has_more"], !answer["cursor"]["next"].get<std::string>().empty());
      path = answer["cursor"]["url"].get<std::string>();
      if (!answer["cursor"]["has_more"]) return seen;
    }
    return {"no end"};
  }

  TempFolder folder_;
  std::unique_ptr<TestServer> server_;
};

TEST_F(ProfileApiTest, PathsThatCannotBeAreValidationErrorsAndWhatIsNotThereIsNotFound) {
  const std::string space = "/v1/spaces/main/collections/", users = space + "users/profiles/";
  const struct {
    std::string path;
    int status;
    const char* code;
  } cases[] = {
      {space + "us!ers/profiles/user_id:u1/traits", 400, "validation_error"},
      {space + "%20/profiles/user_id:u1/traits", 400, "validation_error"},
      {space + "/profiles/user_id:u1/traits", 400, "validation_error"},
      {users + "/traits", 400, "validation_error"},
      {users + "u1/traits", 400, "validation_error"},
      {users + ":u1/events", 400, "validation_error"},
      {users + "user_id:/external_ids", 400, "validation_error"},
      {users + "user_id:%00/traits", 400, "validation_error"},
      {users + "user_id:%zz/metadata", 400, "validation_error"},
      {users + "user_id:%ff/links", 400, "validation_error"},
      {users + "user_id:u1/traits?limit=0", 400, "invalid_request_error"},
      {users + "user_id:u1/traits?limit=%zz", 400, "invalid_request_error"},
      {users + "user_id:nobody/traits", 404, "not_found"},
      {users + "nothing:u1/traits", 404, "not_found"},
      {users + "user_id:u1/nope", 404, "not_found"},
      {users + "anonymous_id:a/1/traits", 404, "not_found"},
      {users + "anonymous_id:a%2F1/traits?include=a", 200, ""},
      {users + "user_id:u1", 404, "not_found"},
      {space + "accounts/profiles/group_id:1/traits", 404, "not_found"},
      {"/v1/spaces/other/collections/users/profiles/user_id:u1/traits", 404, "not_found"},
      {"/v1/browser/nope", 404, "not_found"},
      {users + "user_id:" + std::string(9'000, 'x') + "/traits", 414, "invalid_request_error"},
      {users + "user_id:" + std::string(20'000, 'x') + "/traits", 431, "invalid_request_error"},
  };
  for (const auto& one : cases) {
    if (one.status == 200) {
      ask(one.path);
    } else {
      EXPECT_EQ(code_of(one.path, one.status), one.code) << one.path.substr(0, 100);
    }
  }
}

TEST_F(ProfileApiTest, OtherPathsSpeakTheWordsOfTheirNeighbours) {
  const std::string long_query = "?" + std::string(9'000, 'x');
  EXPECT_EQ(ask("/v1/track/nope", 404)["code"], "not_found");
  EXPECT_EQ(ask("/v1/batch" + long_query, 414)["code"], "invalid_request");
  EXPECT_EQ(ask("/v1/spaces/main/audiences/nope", 404)["errors"][0]["type"], "not_found");
  EXPECT_EQ(ask("/v1/spaces//audiences", 404)["errors"][0]["type"], "not_found");
  EXPECT_EQ(ask("/v1/nope", 404)["errors"][0]["type"], "not_found");
  EXPECT_EQ(ask("/nope" + long_query, 414)["errors"][0]["type"], "invalid_request");
}

TEST_F(ProfileApiTest, FollowingTheUrlShowsEverythingThatWasAskedFor) {
  using List = std::vector<std::string>;
  EXPECT_EQ(follow("traits?limit=1", "traits"), (List{"", "a", "b+c", "d"}));
  EXPECT_EQ(follow("traits?limit=1&class=custom_trait&include=b%2Bc,d&verbose=true", "traits"),
            (List{"b+c", "d"}));
  EXPECT_EQ(follow("external_ids?limit=1", "data"), (List{"user_id", "anonymous_id", "email"}));
  EXPECT_EQ(follow("external_ids?limit=1&include=email,user_id", "data"),
            (List{"user_id", "email"}));
  EXPECT_EQ(follow("events?limit=2", "data"), (List{"E0", "E1", "E2", "E0", "E1"}));
  EXPECT_EQ(follow("events?limit=1&sort=asc&include=E1,E2", "data"), (List{"E1", "E2", "E1"}));
  const Json verbose = of_u1("traits?limit=1&verbose=true");
  EXPECT_EQ(verbose["cursor"]["url"],
            "/v1/spaces/main/collections/users/profiles/user_id:u1/traits?limit=1&verbose=true&"
            "next=a");
}

TEST_F(ProfileApiTest, IdsSayWhereTheyCameFromAsFarAsItIsKnown) {
  const Json ids = of_u1("external_ids")["data"];
  EXPECT_EQ(ids[0].dump(), R"({"source_id":"web","collection":"users","id":"u1","type":"user_id",)"
                           R"("created_at":"1970-01-01T00:00:07Z","encoding":"none"})");
  EXPECT_EQ(ids[1]["created_at"], "1970-01-01T00:00:08Z");
  EXPECT_TRUE(ids[1]["source_id"].is_null());
  EXPECT_TRUE(ids[2]["created_at"].is_null()) << "it came before this was kept";
  EXPECT_EQ(of_u1("metadata")["metadata"]["first_source_id"], "web");
  EXPECT_TRUE(of_u1("events")["data"][0]["message_id"].is_null());
}

TEST_F(ProfileApiTest, EventsAreFilteredAsAskedAndTheParameterThatIsWrongIsNamed) {
  const auto names = [this](const std::string& query) {
    std::string text;
    const Json answer = of_u1("events?" + query);
    for (const Json& event : answer["data"]) text += event["event"].get<std::string>() + " ";
    return text;
  };
  EXPECT_EQ(names("exclude=E0,E2"), "E1 E1 ");
  EXPECT_EQ(names("include=E0&exclude=E0"), "");
  // The events are of 2023-11-14T22:13:20 and the same time on the days before.
  EXPECT_EQ(names("start=2023-11-13"), "E0 E1 ");
  EXPECT_EQ(names("end=2023-11-12"), "E0 E1 ");
  EXPECT_EQ(names("start=2023-11-12T22:13:20Z&end=2023-11-13T22:13:20Z"), "E2 ");
  EXPECT_EQ(names("start=2023-11-13T00:00:00%2B02:00&sort=desc&colour=red"), "E0 E1 E2 ");
  for (const char* wrong : {"start=yesterday", "end=", "start=5", "sort=up", "next=x", "limit=x"}) {
    const std::string name(std::string_view(wrong).substr(0, std::string_view(wrong).find('=')));
    const Json error = of_u1(std::string("events?") + wrong, 400)["error"];
    EXPECT_EQ(error["code"], "invalid_request_error") << wrong;
    EXPECT_TRUE(error["message"].get<std::string>().starts_with(name + ": ")) << error;
  }
}

}  // namespace
}  // namespace likely::http
