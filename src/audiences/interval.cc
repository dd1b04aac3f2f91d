#include "audiences/interval.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace likely {
namespace {

constexpr int kLevels = 41;  // standard normal points from -4 to 4
constexpr double kTail = 0.05;

double normal_cdf(double z) { return 0.5 * std::erfc(-z * M_SQRT1_2); }

// P(X <= k) of Binomial(n, q), n > 0 not necessarily whole: Camp and Paulson's cube-root normal.
double binomial_cdf(double k, double n, double q) {
  if (k < 0) return 0;
  if (k >= n) return 1;
  if (q >= 1) return 0;
  if (k == 0) return std::exp(n * std::log1p(-q));
  const double a = 1 / (9 * (n - k));
  const double b = 1 / (9 * (k + 1));
  const double r = std::cbrt((k + 1) * (1 - q) / ((n - k) * q));
  return normal_cdf(((1 - b) * r - (1 - a)) / std::sqrt(a + b * r * r));
}

// The mixture over levels.
class Conversions {
 public:
  Conversions(double expected, double squares, const Uncertainty& uncertainty)
      : n_(expected * expected / squares), q_(squares / expected) {
    const double relative =
        uncertainty.common * uncertainty.common + uncertainty.per_target * uncertainty.per_target;
    const double variance = std::log1p(relative);
    double total = 0;
    for (int i = 0; i < kLevels; ++i) {
      const double z = -4.0 + 8.0 * i / (kLevels - 1);
      levels_[i] = uncertainty.bias * std::exp(std::sqrt(variance) * z - variance / 2);
      weights_[i] = std::exp(-z * z / 2);
      total += weights_[i];
    }
    for (double& weight : weights_) weight /= total;
  }

  double at_most(double k) const {
    double sum = 0;
    for (int i = 0; i < kLevels; ++i) sum += weights_[i] * binomial_cdf(k, n_, q_ * levels_[i]);
    return sum;
  }

  // The smallest k in [0, size] with P(X <= k) >= probability.
  uint64_t quantile(double probability, uint64_t size) const {
    uint64_t low = 0;
    uint64_t high = size;
    while (low < high) {
      const uint64_t middle = low + (high - low) / 2;
      if (at_most(static_cast<double>(middle)) >= probability) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

 private:
  double n_, q_;
  std::array<double, kLevels> levels_{}, weights_{};
};

}  // namespace

Interval conversions_interval(uint64_t size, double expected, double squares,
                              const Uncertainty& uncertainty) {
  if (size == 0 || expected <= 0 || squares <= 0) return {};
  const Conversions conversions(expected, squares, uncertainty);
  const Interval inner{conversions.quantile(kTail, size), conversions.quantile(1 - kTail, size)};
  const auto below = static_cast<uint64_t>(std::floor(expected));
  const auto above = std::min(size, static_cast<uint64_t>(std::ceil(expected)));
  return {std::min(inner.low, below), std::max(inner.high, above)};
}

}  // namespace likely
