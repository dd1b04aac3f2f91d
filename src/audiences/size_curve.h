#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "audiences/interval.h"

namespace likely {

// What an audience of that size would be.
struct SizePoint {
  uint64_t size = 0;
  double share = 0;        // of the eligible
  double expected = 0;     // conversions within the horizon
  Interval interval;       // 90 %
  float least_likely = 0;  // the last member's probability; 0 when there is no member
};

// size ↔ expected conversions with an interval ↔ the least likely member, from the probabilities
// of all eligible profiles and their ranking (rank_profiles). Ascending by size, without doubles:
// fixed shares of the eligible, and `extra` sizes (each at most the eligible).
std::vector<SizePoint> size_curve(std::span<const float> probabilities,
                                  std::span<const uint32_t> ranking,
                                  std::span<const uint64_t> extra, const Uncertainty& uncertainty);

// The point of one size, at most the eligible.
SizePoint size_point(std::span<const float> probabilities, std::span<const uint32_t> ranking,
                     uint64_t size, const Uncertainty& uncertainty);

}  // namespace likely
