#include "models/features.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/rng.h"

namespace likely {
namespace {

TEST(Borders, ManyNumbersAtOnceGetTheBinsThatEachGetsAlone) {
  Rng rng(5);
  for (const size_t bins : {1, 2, 7, 64, 128}) {
    std::vector<float> sample(1000),
        numbers{std::numeric_limits<float>::quiet_NaN(), -1e30f, 1e30f, kNever, 0.0f, -0.0f};
    for (float& x : sample) x = static_cast<float>(rng.below(300)) / 7;
    for (int k = 0; k < 333; ++k) numbers.push_back(static_cast<float>(rng.below(400)) / 7 - 5);
    const Borders borders = make_borders(sample, bins);
    EXPECT_LE(borders.border.size() + 1, bins);
    std::vector<uint8_t> together(numbers.size());
    borders.bin_all(numbers, together.data());
    for (size_t k = 0; k < numbers.size(); ++k) {
      EXPECT_EQ(together[k], borders.bin(numbers[k])) << numbers[k] << " of " << bins;
    }
  }
}

}  // namespace
}  // namespace likely
