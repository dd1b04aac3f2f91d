#include "domain/refresh_rule.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

TEST(RefreshRule, Modes) {
  EXPECT_EQ(parse_refresh("snapshot", 5)->mode, RefreshMode::kSnapshot);
  EXPECT_EQ(parse_refresh("live", 5)->mode, RefreshMode::kLive);
  EXPECT_FALSE(parse_refresh("live", 5)->next);
  const auto daily = parse_refresh("daily", 5);
  ASSERT_TRUE(daily);
  EXPECT_EQ(daily->mode, RefreshMode::kScheduled);
  EXPECT_EQ(daily->schedule, "daily");
  EXPECT_EQ(daily->next, kDayUs);
  EXPECT_EQ(next_refresh(*daily, kDayUs), 2 * kDayUs);
  EXPECT_FALSE(next_refresh(*parse_refresh("live", 5), 5));
  const auto wrong = parse_refresh("Live", 5);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::kUsage);
  EXPECT_EQ(wrong.error().field, "refresh");
}

TEST(RefreshRule, PercentilesOnACurve) {
  const std::vector<float> curve = {.9f, .8f, .8f, .1f};
  EXPECT_EQ(percentile_on(curve, .95f), 100);
  EXPECT_EQ(percentile_on(curve, .9f), 100);
  EXPECT_EQ(percentile_on(curve, .85f), 99);
  EXPECT_EQ(percentile_on(curve, .8f), 99);
  EXPECT_EQ(percentile_on(curve, .5f), 97);
  EXPECT_EQ(percentile_on(curve, .05f), 96);
  EXPECT_EQ(percentile_on({}, .05f), 100);
  EXPECT_EQ(percentile_on(std::vector<float>(100, .5f), .1f), 1);
}

}  // namespace
}  // namespace likely
