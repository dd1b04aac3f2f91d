#pragma once

#include <bit>
#include <cstdint>

// Elementary functions of our own: libm's differ between machines in the last bit, and every score
// must be the same to the bit everywhere. Errors are a few units in the last place.
namespace likely {

// 2^x for |x| <= 1000, clamped outside. Taylor series of e^(f ln 2), |f| <= 1/2: 1 / k! from k
// = 12.
inline double exp2_exact(double x) {
  if (x > 1000) x = 1000;
  if (x < -1000) x = -1000;
  const double shifted = x + 0x1.8p52;  // rounds to the nearest integer
  const double whole = shifted - 0x1.8p52;
  const double t = (x - whole) * 0.693147180559945309417;
  constexpr double kInverseFactorial[] = {1.0 / 479001600,
                                          1.0 / 39916800,
                                          1.0 / 3628800,
                                          1.0 / 362880,
                                          1.0 / 40320,
                                          1.0 / 5040,
                                          1.0 / 720,
                                          1.0 / 120,
                                          1.0 / 24,
                                          1.0 / 6,
                                          0.5,
                                          1.0,
                                          1.0};
  double sum = 0;
  for (const double factor : kInverseFactorial) sum = sum * t + factor;
  const uint64_t exponent =
      (std::bit_cast<uint64_t>(shifted) - std::bit_cast<uint64_t>(0x1.8p52) + 1023) << 52;
  return sum * std::bit_cast<double>(exponent);
}

// log2(x) for normal x > 0: exponent plus the atanh series of the mantissa.
inline double log2_exact(double x) {
  const auto bits = std::bit_cast<uint64_t>(x);
  int64_t exponent = static_cast<int64_t>(bits >> 52) - 1023;
  double mantissa = std::bit_cast<double>((bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL);
  if (mantissa > 1.4142135623730951) {
    mantissa *= 0.5;
    ++exponent;
  }
  const double s = (mantissa - 1) / (mantissa + 1);
  const double square = s * s;
  double sum = 0;
  for (int k = 21; k >= 1; k -= 2) sum = sum * square + 1.0 / k;
  return static_cast<double>(exponent) + 2.0 * 1.4426950408889634074 * s * sum;
}

inline double ln_exact(double x) { return log2_exact(x) * 0.693147180559945309417; }
inline double exp_exact(double x) { return exp2_exact(x * 1.4426950408889634074); }

// 1 / (1 + e^-x).
inline double sigmoid(double x) { return 1.0 / (1.0 + exp_exact(-x)); }
// ln(p / (1 - p)) for 0 < p < 1.
inline double logit(double p) { return ln_exact(p / (1.0 - p)); }

}  // namespace likely
