#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/hash.h"
#include "base/rng.h"

namespace likely {

// e^x and natural logarithm from the four basic operations alone: the same bits on every machine,
// which the C library does not promise. Relative error below 1e-12.
double exp_of(double x);
double log_of(double x);  // REQUIRES: x > 0 and finite

// The draws of the generator over one seeded stream: same seed, same draws, on every machine.
class Chance {
 public:
  // Mixed, since the streams of neighbouring seeds are shifts of each other.
  explicit Chance(uint64_t seed) : rng_(mix64(seed, 0xc4a9ce)) {}

  double uniform() { return rng_.uniform(); }
  uint64_t bits() { return rng_.next(); }
  uint32_t below(uint32_t bound) { return static_cast<uint32_t>(rng_.below(bound)); }
  bool happens(double probability) { return rng_.uniform() < probability; }
  // About normal with mean 0 and variance 1: twelve uniforms, so within -6..6.
  double normal();
  // Exponential with the given mean.
  double exponential(double mean) { return -mean * log_of(1.0 - rng_.uniform()); }
  // e^(spread · normal): 1 in the middle.
  double around_one(double spread) { return exp_of(spread * normal()); }
  // 1, 2, 3 …: goes on with that probability, at most `most`.
  int run_of(double go_on, int most);
  // An index drawn by weight; REQUIRES: not empty. With no positive weight: the first.
  size_t pick(std::span<const double> weights);

 private:
  Rng rng_;
};

}  // namespace likely
