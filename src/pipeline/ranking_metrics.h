#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace likely {

// At most `most` of some numbers, chosen by a hash of themselves: the same every time. Ascending.
std::vector<uint32_t> sample_numbers(std::vector<uint32_t> numbers, size_t most);

// How well an order of people by score found the ones who converted.
struct RankMetrics {
  double auc = 0;  // equal scores by mid-rank
  double average_precision = 0;
  double recall[4] = {};  // share of the buyers among the top kSlices of the people
};

// Shares of the people that recall and calibration look at.
inline constexpr double kSlices[] = {.01, .05, .10, .20};
inline constexpr size_t kTop5 = 1, kTop20 = 3;

// Indices by falling score, equal ones by index: a total order. Scores are not NaN.
std::vector<uint32_t> order_by_score(std::span<const double> scores);

// REQUIRES: order is order_by_score(scores), at least one true and one false label.
RankMetrics rank_metrics(std::span<const double> scores, std::span<const uint32_t> order,
                         const std::vector<bool>& labels);

// AUC among the people that `among` says, or -1 when they are not of both kinds.
double auc_among(std::span<const double> scores, std::span<const uint32_t> order,
                 const std::vector<bool>& labels, const std::vector<bool>& among);

// The number of people in a share of `count`, rounded up.
uint64_t slice_size(double share, uint64_t count);

// A list's gain, discounted by place, over the best possible with min(k, wanted) hits; and the
// share of min(k, wanted) found. hits[i]: whether the i-th of at most k places was wanted.
struct ListMetrics {
  double ndcg = 0;
  double recall = 0;
};
ListMetrics list_metrics(const std::vector<bool>& hits, size_t wanted, size_t k);

}  // namespace likely
