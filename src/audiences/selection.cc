#include "audiences/selection.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "base/check.h"

namespace likely {
namespace {

constexpr double kFixedOne = 0x1.0p36;
__extension__ using Wide = unsigned __int128;

// One stable pass of a radix sort, descending in 11 bits of the key.
void radix_pass(std::span<const float> probabilities, int shift, const std::vector<uint32_t>& from,
                std::vector<uint32_t>& to) {
  constexpr uint32_t kDigits = 1u << 11;
  std::array<uint32_t, kDigits + 1> starts{};
  const auto digit = [&](uint32_t index) {
    const uint32_t bits = std::bit_cast<uint32_t>(probabilities[index]);
    return kDigits - 1 - ((bits >> shift) & (kDigits - 1));
  };
  for (const uint32_t index : from) ++starts[digit(index) + 1];
  for (uint32_t i = 0; i < kDigits; ++i) starts[i + 1] += starts[i];
  for (const uint32_t index : from) to[starts[digit(index)]++] = index;
}

}  // namespace

uint64_t to_fixed(float probability) {
  return static_cast<uint64_t>(std::llround(static_cast<double>(probability) * kFixedOne));
}

double from_fixed(uint64_t sum) { return static_cast<double>(sum) / kFixedOne; }

// The bits of non-negative floats are ordered as the floats are, so three passes of 11 bits sort.
std::vector<uint32_t> rank_profiles(std::span<const float> probabilities) {
  CHECK(probabilities.size() < (1u << 31));
  std::vector<uint32_t> order(probabilities.size());
  for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::vector<uint32_t> other(order.size());
  for (const int shift : {0, 11, 22}) {
    radix_pass(probabilities, shift, order, other);
    order.swap(other);
  }
  return order;
}

Selection select_members(std::span<const float> probabilities, std::span<const uint32_t> ranking,
                         const SizeRule& rule) {
  uint64_t sum = 0;
  for (const float probability : probabilities) sum += to_fixed(probability);
  const uint64_t eligible = probabilities.size();
  const auto likely_enough = [&](uint32_t index) {
    if (rule.min_probability) return probabilities[index] >= *rule.min_probability;
    return static_cast<Wide>(to_fixed(probabilities[index])) * eligible >= sum;
  };
  Selection selection{.eligible = eligible, .asked = asked_size(rule, eligible)};
  const auto end = std::partition_point(ranking.begin(), ranking.end(), likely_enough);
  selection.likely_enough = static_cast<uint64_t>(end - ranking.begin());
  selection.size = std::min(selection.asked, selection.likely_enough);
  selection.average = eligible == 0 ? 0 : from_fixed(sum) / static_cast<double>(eligible);
  return selection;
}

int percentile_of(uint64_t rank, uint64_t eligible) {
  return 100 - static_cast<int>((rank - 1) * 100 / eligible);
}

}  // namespace likely
