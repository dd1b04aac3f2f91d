#pragma once

#include <cstdint>

namespace likely {

// How far sums of probabilities were off in the past, as relative standard deviations.
struct Uncertainty {
  double common = 0;      // shared by all targets: seasons
  double per_target = 0;  // of one target
  double bias = 1;        // typical actual ÷ expected
};

struct Interval {
  uint64_t low = 0;
  uint64_t high = 0;
};

// The 90 % interval of the number of conversions among `size` members whose probabilities sum to
// `expected` and whose squares sum to `squares`.
//
// The number is a binomial one at an uncertain level: given a level L it is Binomial(n, q·L) with
// n = expected² ÷ squares and q = squares ÷ expected, which has the mean Σp·L and, at L = 1, the
// variance Σp(1−p) of the Poisson-binomial sum. L is log-normal with mean `bias` and variance
// (common² + per_target²)·bias², so the whole has the variance
// Σp(1−p) + (common² + per_target²)·E², and a longer tail upwards. The mixture is summed over 41
// levels; the binomial tail is Camp and Paulson's (1951). low and high are the 5 % and 95 % points,
// widened where needed to hold `expected` itself, and lie in [0, size].
Interval conversions_interval(uint64_t size, double expected, double squares,
                              const Uncertainty& uncertainty);

}  // namespace likely
