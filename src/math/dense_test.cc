#include "math/dense.h"

#include <gtest/gtest.h>

#include "base/rng.h"

namespace likely {
namespace {

std::vector<float> random_positive_definite(size_t n) {
  Rng rng(7);
  std::vector<float> half(n * n);
  for (float& x : half) x = static_cast<float>(rng.uniform() - 0.5);
  std::vector<float> matrix(n * n, 0.0f);
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < n; ++j) {
      double sum = i == j ? 5.0 : 0.0;
      for (size_t k = 0; k < n; ++k) sum += double(half[k * n + i]) * half[k * n + j];
      matrix[i * n + j] = static_cast<float>(sum);
    }
  }
  return matrix;
}

class Invert : public testing::TestWithParam<size_t> {};

TEST_P(Invert, TimesTheMatrixIsTheIdentity) {
  const size_t n = GetParam();
  const std::vector<float> matrix = random_positive_definite(n);
  std::vector<float> inverse = matrix;
  ASSERT_TRUE(invert_positive_definite(inverse, n, 2));
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < n; ++j) {
      double sum = 0;
      for (size_t k = 0; k < n; ++k) sum += double(matrix[i * n + k]) * inverse[k * n + j];
      ASSERT_NEAR(sum, i == j ? 1.0 : 0.0, 1e-3) << i << "," << j;
    }
  }
}

TEST_P(Invert, AnyNumberOfThreadsGivesTheSameBytes) {
  const size_t n = GetParam();
  std::vector<float> one = random_positive_definite(n), two = one;
  ASSERT_TRUE(invert_positive_definite(one, n, 1));
  ASSERT_TRUE(invert_positive_definite(two, n, 2));
  EXPECT_EQ(one, two);
}

// Below, at, and above a tile of 96, and several tiles.
INSTANTIATE_TEST_SUITE_P(Sizes, Invert, testing::Values(1, 5, 95, 96, 97, 300));

TEST(Invert, RefusesAnIndefiniteMatrix) {
  std::vector<float> matrix = {1, 2, 2, 1};
  EXPECT_FALSE(invert_positive_definite(matrix, 2, 1));
}

}  // namespace
}  // namespace likely
