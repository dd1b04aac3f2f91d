#include "intake/live_tail.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

Journal::Read request(std::string body) {
  return {
      .at = {},
      .entry = {.received_at = kSecondUs, .source = "web", .kind = "", .body = std::move(body)}};
}

std::string track(int number) {
  return R"({"type":"track","userId":"u","event":"E)" + std::to_string(number) + "\"}";
}

TEST(LiveTail, ShowsTheNewestFirstAndRefusedOnesWithTheirReason) {
  LiveTail tail;
  tail.add(
      {request(R"({"batch":[)" + track(1) + "," + track(2) + R"(,{"type":"track","userId":"u"}]})"),
       request(track(3))});
  const auto all = tail.list({});
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].name, "E3");
  EXPECT_FALSE(all[1].accepted);
  EXPECT_EQ(all[1].reason, "event_not_defined");
  EXPECT_EQ(all[3].ids.front().value, "u");
  for (size_t i = 1; i < all.size(); ++i) EXPECT_LT(all[i].seq, all[i - 1].seq);
  EXPECT_EQ(tail.list({.accepted = false}).size(), 1u);
  EXPECT_EQ(tail.list({.name = "E2"}).size(), 1u);
  EXPECT_EQ(tail.list({.type = "identify"}).size(), 0u);
  EXPECT_EQ(tail.list({.accepted = false, .type = "track"}).size(), 1u);
  EXPECT_EQ(tail.list({.source = "app"}).size(), 0u);
  EXPECT_EQ(tail.list({.before = all[0].seq}).size(), 3u);
  EXPECT_EQ(tail.list({.after = all[1].seq}).size(), 1u);
  EXPECT_EQ(tail.list({.limit = 2}).size(), 2u);
  tail.add({request(R"({"type":"track","userId":7,"event":"E4"})")});
  EXPECT_EQ(tail.list({.name = "E4"}).front().reason, "id_not_string");
  tail.clear();
  EXPECT_TRUE(tail.list({}).empty());
}

TEST(LiveTail, IsBounded) {
  LiveTail tail;
  for (int i = 0; i < 3'000; ++i) tail.add({request(track(i))});
  EXPECT_EQ(tail.list({.limit = 10'000}).size(), LiveTail::kMostRequests);
  EXPECT_EQ(tail.list({.limit = 1}).front().name, "E2999");
  tail.add({request(std::string(LiveTail::kMostBytes, ' ') + track(0))});
  EXPECT_TRUE(tail.list({}).empty());
}

}  // namespace
}  // namespace likely
