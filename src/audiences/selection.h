#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "audiences/size_rule.h"

namespace likely {

// A probability as an integer, so that sums are exact and the same in any order: units of 2^-36.
// Sums over 2^27 profiles (134 million) fit 64 bits.
uint64_t to_fixed(float probability);
double from_fixed(uint64_t sum);

// Indices of all profiles, likeliest first; equal probabilities by index (that is by profile
// number): a total order. REQUIRES: probabilities are not negative and not NaN.
std::vector<uint32_t> rank_profiles(std::span<const float> probabilities);

// Who is in: the first `size` of the ranking.
struct Selection {
  uint64_t eligible = 0;
  uint64_t asked = 0;          // by the rule
  uint64_t size = 0;           // given: at most asked
  uint64_t likely_enough = 0;  // profiles not below the floor: the largest size there can be
  double average = 0;          // mean probability of the eligible
};

// Applies the rule. Without a minimum probability nobody below the average is taken; the
// comparison is made in integers, so equal probabilities are all of them average.
Selection select_members(std::span<const float> probabilities, std::span<const uint32_t> ranking,
                         const SizeRule& rule);

// Place among the eligible as a number from 1 to 100; 100 are the likeliest. rank starts at 1.
int percentile_of(uint64_t rank, uint64_t eligible);

}  // namespace likely
