#include "audiences/selection.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/rng.h"

namespace likely {
namespace {

Selection select(const std::vector<float>& p, const SizeRule& rule) {
  return select_members(p, rank_profiles(p), rule);
}

TEST(RankProfiles, IsATotalOrder) {
  Rng rng(7);
  std::vector<float> p(5000);
  for (float& one : p) one = static_cast<float>(rng.below(300)) / 300.0f;
  p[17] = 0x1.0p-149f;
  p[18] = 1.0f;
  std::vector<uint32_t> expected(p.size());
  for (uint32_t i = 0; i < expected.size(); ++i) expected[i] = i;
  std::stable_sort(expected.begin(), expected.end(),
                   [&](uint32_t a, uint32_t b) { return p[a] > p[b]; });
  EXPECT_EQ(rank_profiles(p), expected);
  EXPECT_TRUE(rank_profiles({}).empty());
}

TEST(SelectMembers, NobodyBelowTheAverage) {
  const std::vector<float> p = {.9f, .1f, .1f, .1f, .5f};  // average .34
  const Selection wide = select(p, {.top_ppm = 1'000'000});
  EXPECT_EQ(wide.asked, 5u);
  EXPECT_EQ(wide.size, 2u);
  EXPECT_NEAR(wide.average, .34, 1e-7);
  EXPECT_EQ(select(p, {.top_ppm = 200'000}).size, 1u);
  EXPECT_EQ(select(p, {.count = 100}).size, 2u);
}

TEST(SelectMembers, EqualProbabilitiesAreAllAverage) {
  for (const float same : {.1f, .3f, 1e-7f, .999999f}) {
    EXPECT_EQ(select(std::vector<float>(1001, same), {.top_ppm = 1'000'000}).size, 1001u) << same;
  }
}

TEST(SelectMembers, AMinimumReplacesTheAverage) {
  const std::vector<float> p = {.9f, .1f, .1f, .1f, .5f};
  EXPECT_EQ(select(p, {.top_ppm = 1'000'000, .min_probability = 0.0}).size, 5u);
  EXPECT_EQ(select(p, {.top_ppm = 1'000'000, .min_probability = .6}).size, 1u);
  EXPECT_EQ(select(p, {.top_ppm = 1'000'000, .min_probability = 1.0}).size, 0u);
}

TEST(SelectMembers, NobodyIsEligible) {
  const Selection none = select({}, {});
  EXPECT_EQ(none.size, 0u);
  EXPECT_EQ(none.average, 0.0);
}

TEST(PercentileOf, HundredIsTheLikeliest) {
  EXPECT_EQ(percentile_of(1, 1), 100);
  EXPECT_EQ(percentile_of(1, 1000), 100);
  EXPECT_EQ(percentile_of(10, 1000), 100);
  EXPECT_EQ(percentile_of(11, 1000), 99);
  EXPECT_EQ(percentile_of(1000, 1000), 1);
  EXPECT_EQ(percentile_of(4, 4), 25);
}

}  // namespace
}  // namespace likely
