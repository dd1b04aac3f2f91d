#include "audiences/size_curve.h"

#include <algorithm>

#include "audiences/selection.h"
#include "base/check.h"

namespace likely {
namespace {

// Shares of the eligible that every curve shows, in thousandths.
constexpr uint64_t kShares[] = {1,   2,   5,   10,  20,  30,  40,  50,  75,  100, 150, 200,
                                250, 300, 350, 400, 450, 500, 550, 600, 700, 800, 900, 1000};

}  // namespace

std::vector<SizePoint> size_curve(std::span<const float> probabilities,
                                  std::span<const uint32_t> ranking,
                                  std::span<const uint64_t> extra, const Uncertainty& uncertainty) {
  const uint64_t eligible = ranking.size();
  std::vector<uint64_t> sizes(extra.begin(), extra.end());
  for (const uint64_t share : kShares) sizes.push_back((eligible * share + 999) / 1000);
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());

  std::vector<SizePoint> curve;
  uint64_t sum = 0, squares = 0, at = 0;
  for (const uint64_t size : sizes) {
    CHECK(size <= eligible);
    for (; at < size; ++at) {
      const float p = probabilities[ranking[at]];
      sum += to_fixed(p);
      squares += to_fixed(p * p);
    }
    const double expected = from_fixed(sum);
    curve.push_back(
        {.size = size,
         .share = eligible == 0 ? 0 : static_cast<double>(size) / static_cast<double>(eligible),
         .expected = expected,
         .interval = conversions_interval(size, expected, from_fixed(squares), uncertainty),
         .least_likely = size == 0 ? 0 : probabilities[ranking[size - 1]]});
  }
  return curve;
}

SizePoint size_point(std::span<const float> probabilities, std::span<const uint32_t> ranking,
                     uint64_t size, const Uncertainty& uncertainty) {
  const uint64_t only[] = {size};
  for (const SizePoint& point : size_curve(probabilities, ranking, only, uncertainty)) {
    if (point.size == size) return point;
  }
  return {};
}

}  // namespace likely
