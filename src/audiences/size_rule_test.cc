#include "audiences/size_rule.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

TEST(SizeRule, SharesAreReadExactly) {
  const struct {
    const char* text;
    uint32_t ppm;
  } good[] = {
      {"20%", 200'000}, {"100%", 1'000'000}, {"0.5%", 5'000}, {"7.5%", 75'000}, {"0.0001%", 1}};
  for (const auto& row : good) {
    const auto share = parse_share(row.text);
    ASSERT_TRUE(share) << row.text;
    EXPECT_EQ(*share, row.ppm) << row.text;
  }
  for (const char* text :
       {"0%", "120%", "-5%", "20", "200", "", "%", "nan%", "1e400%", "20 %", "abc%"}) {
    const auto share = parse_share(text);
    ASSERT_FALSE(share) << text;
    EXPECT_EQ(share.error().code, ErrorCode::kUsage);
    EXPECT_NE(share.error().message.find("20%"), std::string::npos);
  }
}

TEST(SizeRule, WrongRequestsAreUsageErrors) {
  const SizeRequest wrong[] = {{.size = "-1"},
                               {.size = "0"},
                               {.size = "1.5"},
                               {.size = "99999999999999999999"},
                               {.min_probability = "1.5"},
                               {.min_probability = "-0.1"},
                               {.min_probability = "x"},
                               {.top = "20%", .size = "5"},
                               {.top = "120%"}};
  for (const SizeRequest& request : wrong) {
    const auto rule = parse_size_rule(request);
    ASSERT_FALSE(rule) << request.top << request.size << request.min_probability;
    EXPECT_EQ(rule.error().code, ErrorCode::kUsage);
  }
}

TEST(SizeRule, Defaults) {
  EXPECT_EQ(parse_size_rule({})->top_ppm, 200'000u);
  const auto minimum = parse_size_rule({.min_probability = "5%"});
  EXPECT_EQ(minimum->top_ppm, 1'000'000u);
  EXPECT_DOUBLE_EQ(*minimum->min_probability, 0.05);
}

TEST(SizeRule, AskedSizeRoundsUpWithoutDrift) {
  const struct {
    uint32_t ppm;
    uint64_t eligible, asked;
  } rows[] = {{200'000, 0, 0},
              {200'000, 5, 1},
              {200'000, 6, 2},
              {50'000, 4372, 219},
              {1'000'000, 3'000'000'000, 3'000'000'000},
              {1, 3, 1}};
  for (const auto& row : rows) {
    EXPECT_EQ(asked_size({.top_ppm = row.ppm}, row.eligible), row.asked);
  }
  EXPECT_EQ(asked_size({.count = 7}, 3), 7u);
}

TEST(SizeRule, TextIsTheInverseOfParsing) {
  for (const char* text : {"20%", "0.5%", "100%"}) {
    EXPECT_EQ(size_text(*parse_size_rule({.top = text})), text);
  }
  EXPECT_EQ(size_text(*parse_size_rule({.size = "1000"})), "1000");
}

}  // namespace
}  // namespace likely
