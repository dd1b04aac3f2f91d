#include "serving/person_words.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

const PersonWords kAnn({{"user_id", "42"},
                        {"anonymous_id", "device-ann-1"},
                        {"email", "ann@example.org"},
                        {"loyalty", "Zoë \"Z\" 7"}},
                       {"prf_0123456789abcdef"});

TEST(PersonWords, FindsThemInText) {
  struct Case {
    const char* text;
    bool found;
  };
  const Case cases[] = {
      {R"({"userId":"42","event":1})", true},
      {R"({"userId": 42, "event":1})", true},
      {R"({"userId":42})", true},
      {"42,ann,2024-01-01", true},
      {"x;42", true},
      {R"({"at":"2024-01-01T10:42:00Z"})", false},
      {"price 4.42", false},
      {"142,427", false},
      {"mail to ann@example.org!", true},
      {"joann@example.org", false},
      {"ann@example.organic", false},
      {"device-ann-1", true},
      {"device-ann-10", false},
      {R"({"email":"\u0061nn@example.org"})", true},
      {R"("{\"email\":\"ann@example.org\"}")", true},
      {R"({"id":"Zo\u00eb \"Z\" 7"})", true},
      {R"(a,"Zoë ""Z"" 7",b)", true},
      {R"(line\nann@example.org)", true},
      {"prf_0123456789abcdef", true},
      {"", false},
  };
  for (const Case& c : cases) EXPECT_EQ(kAnn.in_text(c.text), c.found) << c.text;
}

TEST(PersonWords, FindsAnIdThatIsCutOff) {
  const std::string before(180, '.');
  EXPECT_TRUE(kAnn.in_text(before + "\"ann@example.o"));
  EXPECT_TRUE(kAnn.in_text(before + "\"device-ann-"));
  EXPECT_FALSE(kAnn.in_text(before + "\"ann@example.o\""));
  EXPECT_FALSE(kAnn.in_text(before + "\"device-"));
  EXPECT_FALSE(kAnn.in_text("\"ann@example.o"));
}

TEST(PersonWords, FindsThemInJson) {
  struct Case {
    const char* json;
    bool found;
  };
  const Case cases[] = {
      {R"({"properties":{"user_id":"42"}})", true},
      {R"({"properties":{"customerId":42}})", true},
      {R"({"properties":{"price":42,"size":"42"}})", false},
      {R"({"context":{"traits":{"email":"ann@example.org"}}})", true},
      {R"({"properties":{"note":"from ann@example.org"}})", true},
      {R"({"properties":{"notes":["x","device-ann-1"]}})", true},
      {R"({"properties":{"note":"device-ann-11"}})", false},
  };
  JsonParser parser;
  for (const Case& c : cases) EXPECT_EQ(kAnn.in_json(*parser.parse(c.json)), c.found) << c.json;
}

TEST(PersonWords, KnowsTheirCalls) {
  struct Case {
    const char* json;
    bool theirs;
  };
  const Case cases[] = {
      {R"({"userId":"42"})", true},
      {R"({"anonymousId":"device-ann-1"})", true},
      {R"({"anonymousId":"device-ann-1","userId":"43"})", false},
      {R"({"anonymousId":"x","context":{"traits":{"email":"ann@example.org"}}})", true},
      {R"({"anonymousId":"x","traits":{"email":"ann@example.org"}})", true},
      {R"({"context":{"externalIds":[{"type":"loyalty","id":"Zoë \"Z\" 7"}]}})", true},
      {R"({"context":{"externalIds":[{"type":"other","id":"Zoë \"Z\" 7"}]}})", false},
      {R"({"userId":"43","properties":{"email":"ann@example.org"}})", false},
      {R"({"userId":"43","previousId":"42"})", true},
      {R"(["userId","42"])", false},
  };
  JsonParser parser;
  for (const Case& c : cases) EXPECT_EQ(kAnn.is_call(*parser.parse(c.json)), c.theirs) << c.json;
}

}  // namespace
}  // namespace likely
