#pragma once

#include <cstdint>

#include "base/hash.h"

namespace likely {

// Seeded random numbers, the same on every machine (splitmix64). Passed in, never global.
class Rng {
 public:
  // The seed is mixed: neighbouring seeds give streams that share nothing.
  explicit Rng(uint64_t seed) : state_(mix64(seed)) {}

  uint64_t next() { return mix64(state_++, 0x5851f42d4c957f2dULL); }
  // Uniform in [0, 1).
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  // Uniform in [0, bound); bound > 0.
  uint64_t below(uint64_t bound) {
    return static_cast<uint64_t>((static_cast<Wide>(next()) * bound) >> 64);
  }

 private:
  __extension__ using Wide = unsigned __int128;
  uint64_t state_;
};

}  // namespace likely
