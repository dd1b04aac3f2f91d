#include "audiences/size_curve.h"

#include <gtest/gtest.h>

#include "audiences/selection.h"

namespace likely {
namespace {

std::vector<float> falling(size_t count) {
  std::vector<float> p(count);
  for (size_t i = 0; i < count; ++i) p[i] = 1.0f / static_cast<float>(i + 2);
  return p;
}

TEST(SizeCurve, GrowsWithSize) {
  const auto p = falling(1000);
  const uint64_t extra[] = {123, 0};
  const auto curve = size_curve(p, rank_profiles(p), extra, {.common = .2});
  EXPECT_EQ(curve.front().size, 0u);
  EXPECT_EQ(curve.back().size, 1000u);
  EXPECT_DOUBLE_EQ(curve.back().share, 1.0);
  for (size_t i = 1; i < curve.size(); ++i) {
    EXPECT_GT(curve[i].size, curve[i - 1].size);
    EXPECT_GT(curve[i].expected, curve[i - 1].expected);
    EXPECT_GE(curve[i].interval.low, curve[i - 1].interval.low);
    EXPECT_GE(curve[i].interval.high, curve[i - 1].interval.high);
    if (i > 1) {
      EXPECT_LE(curve[i].least_likely, curve[i - 1].least_likely);
    }
  }
}

TEST(SizeCurve, PointsAreTheSumsOfTheLikeliest) {
  const std::vector<float> p = {.1f, .5f, .25f, .125f};
  const auto ranking = rank_profiles(p);
  const SizePoint two = size_point(p, ranking, 2, {});
  EXPECT_NEAR(two.expected, .75, 1e-9);
  EXPECT_EQ(two.least_likely, .25f);
  EXPECT_DOUBLE_EQ(two.share, .5);
  EXPECT_EQ(size_point(p, ranking, 0, {}).expected, 0);
}

TEST(SizeCurve, NobodyIsEligible) {
  const auto curve = size_curve({}, {}, {}, {});
  ASSERT_EQ(curve.size(), 1u);
  EXPECT_EQ(curve[0].size, 0u);
  EXPECT_EQ(curve[0].share, 0.0);
}

}  // namespace
}  // namespace likely
