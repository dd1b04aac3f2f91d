#include "base/rng.h"

#include <gtest/gtest.h>

#include <set>

namespace likely {
namespace {

TEST(Rng, NeighbouringSeedsShareNothing) {
  std::set<uint64_t> seen;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    Rng rng(seed);
    for (int i = 0; i < 50; ++i) seen.insert(rng.next());
  }
  EXPECT_EQ(seen.size(), 50u * 50u);
}

TEST(Rng, TheSameSeedIsTheSameEverywhere) {
  Rng rng(7), again(7);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(rng.next(), again.next());
}

TEST(Rng, NumbersStayInTheirBounds) {
  Rng rng(1);
  double sum = 0;
  std::set<uint64_t> below;
  for (int i = 0; i < 10'000; ++i) {
    const double x = rng.uniform();
    ASSERT_TRUE(x >= 0 && x < 1);
    sum += x;
    below.insert(rng.below(7));
  }
  EXPECT_NEAR(sum / 10'000, 0.5, 0.02);
  EXPECT_EQ(below, (std::set<uint64_t>{0, 1, 2, 3, 4, 5, 6}));
}

}  // namespace
}  // namespace likely
