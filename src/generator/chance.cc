#include "generator/chance.h"

#include <cmath>

namespace likely {

// floor, ldexp and frexp are exact everywhere; the series below use + - * / only.
double exp_of(double x) {
  if (x < -700) return 0;
  if (x > 700) x = 700;
  constexpr double kLog2 = 0.69314718055994530942;
  const double whole = std::floor(x / kLog2 + 0.5);
  const double rest = x - whole * kLog2;  // within ±0.35
  double term = 1, sum = 1;
  for (int k = 1; k <= 13; ++k) {
    term *= rest / k;
    sum += term;
  }
  return std::ldexp(sum, static_cast<int>(whole));
}

double log_of(double x) {
  constexpr double kLog2 = 0.69314718055994530942;
  constexpr double kRootHalf = 0.70710678118654752440;
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);  // [0.5, 1)
  if (mantissa < kRootHalf) {
    mantissa *= 2;
    --exponent;
  }
  // log m = 2 (s + s³/3 + s⁵/5 + …), s = (m - 1) / (m + 1), |s| < 0.172
  const double s = (mantissa - 1) / (mantissa + 1);
  const double square = s * s;
  double power = s, sum = 0;
  for (int k = 1; k <= 17; k += 2) {
    sum += power / k;
    power *= square;
  }
  return 2 * sum + exponent * kLog2;
}

double Chance::normal() {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += rng_.uniform();
  return sum;
}

int Chance::run_of(double go_on, int most) {
  int length = 1;
  while (length < most && happens(go_on)) ++length;
  return length;
}

size_t Chance::pick(std::span<const double> weights) {
  double total = 0;
  for (const double weight : weights) total += weight;
  double left = uniform() * total;
  size_t last = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    if (left < weights[i]) return i;
    left -= weights[i];
    last = i;
  }
  return last;
}

}  // namespace likely
