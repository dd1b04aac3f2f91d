#include "events/call_reader.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/time.h"
#include "events/received.h"
#include "events/write_keys.h"

namespace likely {
namespace {

const TimeUs kNow = *parse_time("2024-06-01T12:00:00Z");

Reading read(std::string_view text, bool history = true) {
  CallReader reader({.received_at = kNow, .history = history});
  Reading out;
  reader.read(text, 7, out);
  return out;
}

struct Refused {
  std::string text;
  const char* reason;
};

class RefusedCalls : public testing::TestWithParam<Refused> {};

TEST_P(RefusedCalls, GiveTheirReason) {
  const Reading out = read(GetParam().text);
  EXPECT_TRUE(out.events.empty());
  ASSERT_EQ(out.discards.size(), 1u);
  EXPECT_EQ(name_of(out.discards[0].reason), GetParam().reason) << out.discards[0].detail;
  EXPECT_EQ(out.discards[0].line, 7u);
  EXPECT_FALSE(out.discards[0].detail.empty());
  EXPECT_LE(out.discards[0].excerpt.size(), kExcerptBytes);
}

std::string track(const std::string& rest) {
  return R"({"type":"track","event":"E","userId":"u","timestamp":"2024-01-01")" + rest + "}";
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedCalls,
    testing::Values(
        Refused{"hello", "not_json"}, Refused{"{\"a\":1", "not_json"},
        Refused{"{\"a\":NaN}", "not_json"},
        Refused{track(R"(,"properties":{"x":1e400})"), "not_json"},
        Refused{"{\"a\":\"\xff\"}", "invalid_utf8"}, Refused{"[1,2]", "not_object"},
        Refused{"\"text\"", "not_object"}, Refused{std::string(200, '['), "not_json"},
        Refused{R"({"event":"E","userId":"u"})", "unknown_type"},
        Refused{R"({"type":"shout","userId":"u"})", "unknown_type"},
        Refused{R"({"type":3,"userId":"u"})", "unknown_type"},
        Refused{R"({"type":"track","event":"E"})", "no_user_anon_id"},
        Refused{R"({"type":"track","event":"E","userId":"","anonymousId":null})",
                "no_user_anon_id"},
        Refused{R"({"type":"alias","userId":"u"})", "no_user_anon_id"},
        Refused{R"({"type":"track","event":"E","userId":42})", "id_not_string"},
        Refused{R"({"type":"track","event":"E","anonymousId":{"a":1}})", "id_not_string"},
        Refused{R"({"type":"track","event":"E","userId":"u","messageId":7})", "id_not_string"},
        Refused{R"({"type":"track","userId":"u"})", "event_not_defined"},
        Refused{R"({"type":"track","userId":"u","event":""})", "event_not_defined"},
        Refused{R"({"type":"track","userId":"u","event":5})", "event_not_string"},
        Refused{track(R"(,"properties":[1])"), "properties_not_object"},
        Refused{track(R"(,"properties":"x")"), "properties_not_object"},
        Refused{R"({"type":"identify","userId":"u","traits":3})", "traits_not_object"},
        Refused{track(R"(,"messageId":")" + std::string(101, 'm') + '"'), "message_id_too_long"},
        Refused{track(R"(,"properties":{"x":")" + std::string(33000, 'x') + "\"}"),
                "event_too_large"},
        Refused{R"({"type":"track","event":"E","userId":"u","timestamp":"0001-01-01T00:00:00Z"})",
                "bad_timestamp"},
        Refused{R"({"type":"track","event":"E","userId":"u","timestamp":"1969-12-31"})",
                "bad_timestamp"},
        Refused{R"({"type":"track","event":"E","userId":")" + std::string(1001, 'u') + "\"}",
                "blocked_id"},
        Refused{R"({"type":"track","event":"E","userId":"u","timestamp":"tomorrow"})",
                "bad_timestamp"},
        Refused{R"({"type":"track","event":"E","userId":"u","timestamp":"2999-01-01"})",
                "bad_timestamp"},
        Refused{R"({"type":"track","event":"E","userId":"u","timestamp":"2024-06-02T12:00:01Z"})",
                "bad_timestamp"},
        Refused{R"({"type":"track","event":"E","userId":"0000-00"})", "blocked_id"},
        Refused{R"({"type":"track","event":"E","userId":"null","anonymousId":"anonymous"})",
                "blocked_id"},
        Refused{R"({"batch":[]})", "empty_batch"}, Refused{R"({"batch":7})", "empty_batch"},
        Refused{R"({"batch":[7]})", "not_object"}));

struct Timed {
  const char* times;
  bool history;
  const char* expected;
};

class CorrectedTimes : public testing::TestWithParam<Timed> {};

TEST_P(CorrectedTimes, FollowTheReceipt) {
  const auto& [times, history, expected] = GetParam();
  const Reading out =
      read(std::string(R"({"type":"track","event":"E","userId":"u")") + times + "}", history);
  ASSERT_EQ(out.events.size(), 1u) << out.discards[0].detail;
  EXPECT_EQ(format_time(out.events[0].event.at), expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, CorrectedTimes,
    testing::Values(
        Timed{"", true, "2024-06-01T12:00:00Z"},
        Timed{R"(,"timestamp":"1970-01-01")", true, "1970-01-01T00:00:00Z"},
        Timed{R"(,"timestamp":"")", true, "2024-06-01T12:00:00Z"},
        Timed{R"(,"timestamp":"","originalTimestamp":"2020-01-01")", true, "2020-01-01T00:00:00Z"},
        // What says nothing about the sender's clock is as if it were not there.
        Timed{R"(,"timestamp":"2024-01-01","sentAt":"soon")", false, "2024-01-01T00:00:00Z"},
        Timed{R"(,"timestamp":"2024-01-01","sentAt":"0001-01-01T00:00:00Z")", false,
              "2024-01-01T00:00:00Z"},
        Timed{R"(,"timestamp":"2024-01-01","sentAt":{},"receivedAt":"")", true,
              "2024-01-01T00:00:00Z"},
        Timed{R"(,"timestamp":1488363630)", true, "2017-03-01T10:20:30Z"},
        Timed{R"(,"originalTimestamp":"2020-01-01")", true, "2020-01-01T00:00:00Z"},
        // Its own receipt: ten seconds before it.
        Timed{R"(,"originalTimestamp":"2023-01-01T00:00:00Z","sentAt":"2023-01-01T00:00:10Z",)"
              R"("receivedAt":"2023-01-01T01:00:00Z","timestamp":"2023-01-01T00:59:50Z")",
              true, "2023-01-01T00:59:50Z"},
        // A clock that is an hour ahead, sent right now.
        Timed{R"(,"timestamp":"2024-06-01T12:59:00Z","sentAt":"2024-06-01T13:00:00Z")", true,
              "2024-06-01T11:59:00Z"},
        // History, received nobody knows when.
        Timed{R"(,"timestamp":"2021-01-01T00:00:00Z","sentAt":"2021-01-01T00:00:10Z")", true,
              "2021-01-01T00:00:00Z"},
        // The same live: the sender's clock is years late.
        Timed{R"(,"timestamp":"2021-01-01T00:00:00Z","sentAt":"2021-01-01T00:00:10Z")", false,
              "2024-06-01T11:59:50Z"},
        // Exactly a day ahead is allowed.
        Timed{R"(,"timestamp":"2024-06-02T12:00:00Z")", true, "2024-06-02T12:00:00Z"}));

TEST(CallReader, CollectsIds) {
  const Reading out = read(
      R"({"type":"identify","userId":"u1","anonymousId":"a1","traits":{"email":"x@y.z","n":1},)"
      R"("context":{"traits":{"email":"x@y.z"},"externalIds":[)"
      R"({"id":"d1","type":"ios.idfa","collection":"users","encoding":"none"},)"
      R"({"id":"g1","type":"group","collection":"accounts"},{"id":5,"type":"n"},7]}})");
  ASSERT_EQ(out.events.size(), 1u);
  const Event& event = out.events[0].event;
  EXPECT_EQ(event.kind, EventKind::kIdentify);
  const std::vector<ExternalId> expected = {
      {"user_id", "u1"}, {"anonymous_id", "a1"}, {"email", "x@y.z"}, {"ios.idfa", "d1"}};
  EXPECT_EQ(event.ids, expected);
  EXPECT_TRUE(event.in_profiles);
}

TEST(CallReader, LeavesOutIdsThatNameNobody) {
  const Reading out = read(R"({"type":"identify","userId":"u","anonymousId":"a\u0000b",)"
                           R"("context":{"externalIds":[{"id":")" +
                           std::string(1001, 'x') + R"(","type":"crm"},{"id":")" +
                           std::string(1000, 'x') + R"(","type":"crm"}]}})");
  ASSERT_EQ(out.events.size(), 1u);
  const std::vector<ExternalId> expected = {
      {"user_id", "u"}, {"anonymous_id", std::string("a\0b", 3)}, {"crm", std::string(1000, 'x')}};
  EXPECT_EQ(out.events[0].event.ids, expected);
}

TEST(CallReader, KeepsTheBodyAndTheName) {
  const Reading out = read(
      R"({"type":"page","name":"Home","userId":"u","properties":{"q":"a\u00e9\n","n":12345678901},)"
      R"("context":{"ip":"1"},"other":1})");
  ASSERT_EQ(out.events.size(), 1u);
  EXPECT_EQ(out.events[0].event.name, "Home");
  EXPECT_EQ(out.events[0].event.body,
            R"({"properties":{"q":"aé\n","n":12345678901},"context":{"ip":"1"}})");
}

TEST(CallReader, BatchesGiveDefaultsAndLoseOnlyTheBad) {
  const Reading out =
      read(R"({"batch":[{"type":"track","event":"A","userId":"u1","timestamp":"2024-01-01"},)"
           R"({"type":"track","userId":"u1"},)"
           R"({"type":"track","event":"B","userId":"u2","context":{"ip":"2"},)"
           R"("integrations":{"Personas":true},"messageId":"m1"}],)"
           R"("context":{"ip":"1","externalIds":[{"id":"x","type":"crm"}]},)"
           R"("integrations":{"Personas":false},"writeKey":"k"})");
  ASSERT_EQ(out.events.size(), 2u);
  ASSERT_EQ(out.discards.size(), 1u);
  EXPECT_EQ(name_of(out.discards[0].reason), "event_not_defined");
  const Event& first = out.events[0].event;
  EXPECT_EQ(first.body, R"({"context":{"ip":"1","externalIds":[{"id":"x","type":"crm"}]}})");
  EXPECT_FALSE(first.in_profiles);
  EXPECT_FALSE(out.events[0].has_message_id);
  const Event& second = out.events[1].event;
  EXPECT_EQ(second.body, R"({"context":{"ip":"2","externalIds":[{"id":"x","type":"crm"}]}})");
  EXPECT_TRUE(second.in_profiles);
  EXPECT_TRUE(out.events[1].has_message_id);
  EXPECT_EQ(second.id, message_id_of("m1"));
  EXPECT_EQ(second.ids.back(), (ExternalId{"crm", "x"}));
}

TEST(CallReader, ABatchesMembersSinkNoGoodCall) {
  const Reading out =
      read(R"({"batch":[{"type":"track","event":"A","userId":"u","timestamp":"2024-01-01"}],)"
           R"("sentAt":"garbage","receivedAt":[],"context":7,"integrations":"x"})");
  ASSERT_EQ(out.events.size(), 1u) << out.discards[0].detail;
  EXPECT_EQ(format_time(out.events[0].event.at), "2024-01-01T00:00:00Z");
  const std::string typed = R"({"type":"track","batch":[{"type":"page","userId":"u"}]})";
  ASSERT_EQ(read(typed, false).events.size(), 1u);
  EXPECT_EQ(read(typed, false).events[0].event.kind, EventKind::kPage);
  // In a file, what says its type is one call.
  EXPECT_EQ(name_of(read(typed).discards.at(0).reason), "event_not_defined");
}

TEST(CallReader, LosesOnlyTheCallsThatAreNoJson) {
  const std::string good = R"({"type":"track","event":"A","userId":"u","messageId":"m1"})";
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  const struct {
    std::string call;
    const char* reason;
  } cases[] = {
      {R"({"type":"track","event":"B","userId":"u","properties":{"x":1e400}})", "not_json"},
      {R"({"type":"track","event":"B","userId":"u","properties":{"x":)" + deep + "}}", "not_json"},
      {R"({"type":"track","event":"B","userId":"u","properties":{"x":NaN}})", "not_json"},
      {"{\"type\":\"track\",\"event\":\"B\xff\",\"userId\":\"u\"}", "invalid_utf8"},
      {R"({"writeKey":"secret_key-1","event":"\q"})", "not_json"},
      {"", "not_json"},
  };
  for (const auto& one : cases) {
    const Reading out = read(R"({"batch":[)" + good + ", " + one.call + " ," + good +
                             R"(],"context":{"ip":"1"},"sentAt":null})");
    ASSERT_EQ(out.events.size(), 2u) << one.call;
    EXPECT_EQ(out.events[0].event.body, R"({"context":{"ip":"1"}})");
    EXPECT_EQ(out.events[1].event.id, message_id_of("m1"));
    ASSERT_EQ(out.discards.size(), 1u);
    EXPECT_EQ(name_of(out.discards[0].reason), one.reason);
    EXPECT_EQ(out.discards[0].excerpt.find("secret_key-1"), std::string::npos);
    EXPECT_EQ(out.discards[0].excerpt.size(), std::min(one.call.size(), kExcerptBytes));
  }
  std::string many = "{\"batch\":[1e400";
  for (int i = 0; i < 2500; ++i) many += ",1e400";
  EXPECT_EQ(name_of(read(many + "]}").discards.at(0).reason), "event_too_large");
}

TEST(CallReader, MendsWhatIsNearlyJson) {
  const std::string call =
      R"({"type":"track","event":"A","userId":"u","properties":{"t":"x \ud83c","n":99999999999999999999}})";
  for (const std::string& text :
       {call, R"({"batch":[)" + call + "]}", "\xef\xbb\xbf" + call, "\xef\xbb\xbf" + track("")}) {
    const Reading out = read(text);
    ASSERT_EQ(out.events.size(), 1u) << text;
    if (!text.contains("ud83c")) continue;
    EXPECT_EQ(out.events[0].event.body, "{\"properties\":{\"t\":\"x \xef\xbf\xbd\",\"n\":1e+20}}");
  }
}

TEST(Reading, MasksWriteKeys) {
  const struct {
    const char* text;
    const char* masked;
  } cases[] = {
      {R"({"writeKey":"a-Z_9","b":1})", R"({"writeKey":"*****","b":1})"},
      {R"({"writeKey" : "ab", "x":{"writeKey":"c"}})",
       R"({"writeKey" : "**", "x":{"writeKey":"*"}})"},
      {R"({"writeKey":"","b":"c"})", R"({"writeKey":"","b":"c"})"},
      {R"({"writeKey":null,"b":[true]})", R"({"writeKey":null,"b":[true]})"},
      {R"({"writeKey":12,"a":"writeKey","b":"c"})", R"({"writeKey":12,"a":"writeKey","b":"c"})"},
      {R"({"writeKey":"\u0041b"})", R"({"writeKey":"\u0041b"})"},
      {R"({"a":"{\"writeKey\":\"abc\"}"})", R"({"a":"{\"writeKey\":\"***\"}"})"},
      {R"({"a":"writeKey:","b":1})", R"({"a":"writeKey:","b":1})"},
      {R"({"writeKeys":"a"})", R"({"writeKeys":"a"})"},
      {R"({writeKey: 'ab', x)", R"({writeKey: '**', x)"},
      {"writeKey=ab&x=1", "writeKey=**&x=1"},
      {R"({"writeKey":"abc)", R"({"writeKey":"***)"},
      {"writeKey", "writeKey"},
      {"writeKey\\", "writeKey\\"},
      {"\"writeKey\":", "\"writeKey\":"},
  };
  for (const auto& one : cases) {
    std::string text = one.text;
    mask_write_keys(text);
    EXPECT_EQ(text, one.masked);
  }
  // Also one that stands where the excerpt ends.
  for (size_t before = 150; before < 205; ++before) {
    const std::string text = std::string(before, 'x') + R"("writeKey":"kkkkkkkkkkkkkkkk")";
    EXPECT_FALSE(refuse(DiscardReason::kNotJson, text, text, 1).excerpt.contains("kk"));
    EXPECT_FALSE(refuse(DiscardReason::kNotJson, text, text, 1).detail.contains("kk"));
  }
}

TEST(Received, KeepsWhyARequestWasRefused) {
  const std::string body = R"({"writeKey":"abc","event":")" + std::string(1000, 'x');
  const Received refused = refused_whole({DiscardReason::kEventTooLarge, "too many bytes"}, body);
  EXPECT_FALSE(refused.body.contains("abc"));
  EXPECT_LE(refused.body.size(), 2 * kExcerptBytes);
  Reading out;
  read_received(refused.kind, refused.body, kNow, out);
  EXPECT_TRUE(out.events.empty());
  ASSERT_EQ(out.discards.size(), 1u);
  EXPECT_EQ(out.discards[0].reason, DiscardReason::kEventTooLarge);
  EXPECT_EQ(out.discards[0].detail, "too many bytes");
  EXPECT_TRUE(out.discards[0].excerpt.starts_with(R"({"writeKey":"***","event":"xx)"));
  const Received call = taken("track", R"({"writeKey":"abc","event":"E","userId":"u"})");
  read_received(call.kind, call.body, kNow, out);
  ASSERT_EQ(out.events.size(), 1u);
  EXPECT_EQ(out.events[0].event.name, "E");
}

TEST(CallReader, LimitsBatches) {
  std::string many = "{\"batch\":[";
  for (int i = 0; i < 2501; ++i) many += i == 0 ? "{}" : ",{}";
  const Reading out = read(many + "]}");
  ASSERT_EQ(out.discards.size(), 1u);
  EXPECT_EQ(name_of(out.discards[0].reason), "event_too_large");
  const Reading big = read("{\"batch\":[\"" + std::string(kMaxBatchBytes, 'x') + "\"]}");
  ASSERT_EQ(big.discards.size(), 1u);
  EXPECT_EQ(name_of(big.discards[0].reason), "event_too_large");
}

TEST(CallReader, TakesHostileNamesAsTheyAre) {
  const std::string name(10240, 'n');
  EXPECT_EQ(read(R"({"type":"track","userId":"u","event":")" + name + "\"}").events[0].event.name,
            name);
  const Reading twice = read(R"({"type":"track","event":"first","event":"second","userId":"u"})");
  ASSERT_EQ(twice.events.size(), 1u);
  EXPECT_EQ(twice.events[0].event.name, "first");
  EXPECT_TRUE(read("  \t\r\n").discards.empty());
}

}  // namespace
}  // namespace likely
