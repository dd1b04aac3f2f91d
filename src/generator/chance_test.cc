#include "generator/chance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace likely {
namespace {

TEST(Chance, ExponentialAndLogarithmAreRight) {
  for (double x = -30; x <= 30; x += 0.37) {
    EXPECT_NEAR(exp_of(x) / std::exp(x), 1, 1e-12) << x;
    EXPECT_NEAR(log_of(std::exp(x)), x, 1e-11) << x;
  }
  EXPECT_EQ(exp_of(0), 1);
  EXPECT_EQ(log_of(1), 0);
  EXPECT_EQ(exp_of(-1e9), 0);
}

TEST(Chance, DrawsAreTheSameForASeed) {
  Chance a(7), b(7), c(8);
  EXPECT_EQ(a.bits(), b.bits());
  EXPECT_NE(a.bits(), c.bits());
}

TEST(Chance, NormalHasMeanNoughtAndVarianceOne) {
  Chance chance(1);
  double sum = 0, squares = 0;
  constexpr int kDraws = 20'000;
  for (int i = 0; i < kDraws; ++i) {
    const double draw = chance.normal();
    sum += draw;
    squares += draw * draw;
  }
  EXPECT_NEAR(sum / kDraws, 0, 0.03);
  EXPECT_NEAR(squares / kDraws, 1, 0.05);
}

TEST(Chance, PicksByWeight) {
  Chance chance(2);
  const std::vector<double> weights = {0, 3, 0, 1, 0};
  std::vector<int> picked(5);
  for (int i = 0; i < 8'000; ++i) ++picked[chance.pick(weights)];
  EXPECT_EQ(picked[0] + picked[2] + picked[4], 0);
  EXPECT_NEAR(picked[1], 6'000, 200);
  EXPECT_EQ(chance.pick(std::vector<double>{0, 0}), 0u);
}

TEST(Chance, RunsEnd) {
  Chance chance(3);
  for (int i = 0; i < 100; ++i) {
    const int run = chance.run_of(0.99, 5);
    EXPECT_GE(run, 1);
    EXPECT_LE(run, 5);
  }
}

}  // namespace
}  // namespace likely
