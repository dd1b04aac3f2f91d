#include "audiences/interval.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/rng.h"

namespace likely {
namespace {

Interval of_equal(uint64_t size, double p, Uncertainty uncertainty = {}) {
  const double n = static_cast<double>(size);
  return conversions_interval(size, n * p, n * p * p, uncertainty);
}

// Exact 5 % and 95 % points of binomials and Poissons, from tables.
TEST(Interval, KnownQuantiles) {
  const struct {
    uint64_t size;
    double p;
    uint64_t low, high;
  } rows[] = {{100, .5, 42, 58},      {100, .1, 5, 15},      {20, .9, 16, 20},
              {100'000, 1e-4, 5, 15}, {100'000, 1e-5, 0, 3}, {10'000, .02, 177, 223}};
  for (const auto& row : rows) {
    const Interval interval = of_equal(row.size, row.p);
    EXPECT_NEAR(static_cast<double>(interval.low), static_cast<double>(row.low), 1) << row.p;
    EXPECT_NEAR(static_cast<double>(interval.high), static_cast<double>(row.high), 1) << row.p;
  }
}

TEST(Interval, NobodyConvertsInAnEmptyAudience) {
  EXPECT_EQ(of_equal(0, .5).high, 0u);
  EXPECT_EQ(conversions_interval(10, 0, 0, {}).high, 0u);
}

TEST(Interval, StaysWithinTheMembersAndHoldsTheExpected) {
  for (const double p : {1e-6, .01, .5, .99, .999999}) {
    for (const uint64_t size : {1, 3, 1000}) {
      for (const double bias : {.4, 1.0, 2.5}) {
        const Interval i = of_equal(size, p, {.common = .3, .per_target = .2, .bias = bias});
        EXPECT_LE(i.high, size);
        EXPECT_LE(static_cast<double>(i.low), static_cast<double>(size) * p);
        EXPECT_GE(static_cast<double>(i.high) + 1e-9, static_cast<double>(size) * p);
      }
    }
  }
}

TEST(Interval, SeasonsWidenItMoreUpwards) {
  const Interval narrow = of_equal(10'000, .05);
  const Interval wide = of_equal(10'000, .05, {.common = .2, .per_target = .1});
  EXPECT_LT(wide.low, narrow.low);
  EXPECT_GT(wide.high, narrow.high);
  EXPECT_GT(wide.high - 500, 500 - wide.low);
}

// Simulated conversions at log-normal levels fall inside about nine times of ten.
TEST(Interval, CoversNineOfTen) {
  Rng rng(11);
  std::vector<double> p(400);
  double expected = 0, squares = 0;
  for (double& one : p) {
    one = std::pow(rng.uniform(), 3) * .6;
    expected += one;
    squares += one * one;
  }
  const double relative = .3;
  const Interval interval = conversions_interval(p.size(), expected, squares, {.common = relative});
  const double deviation = std::sqrt(std::log1p(relative * relative));
  int inside = 0;
  constexpr int kRounds = 4000;
  for (int round = 0; round < kRounds; ++round) {
    const double z =
        std::sqrt(-2 * std::log(1 - rng.uniform())) * std::cos(6.283185307 * rng.uniform());
    const double level = std::exp(deviation * z - deviation * deviation / 2);
    uint64_t came = 0;
    for (const double one : p) came += rng.uniform() < one * level;
    inside += interval.low <= came && came <= interval.high;
  }
  EXPECT_NEAR(static_cast<double>(inside) / kRounds, .91, .025);
}

}  // namespace
}  // namespace likely
