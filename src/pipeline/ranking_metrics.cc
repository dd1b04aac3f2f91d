#include "pipeline/ranking_metrics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/hash.h"

namespace likely {

std::vector<uint32_t> sample_numbers(std::vector<uint32_t> numbers, size_t most) {
  std::sort(numbers.begin(), numbers.end(),
            [](uint32_t a, uint32_t b) { return mix64(a) < mix64(b); });
  numbers.resize(std::min(numbers.size(), most));
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::vector<uint32_t> order_by_score(std::span<const double> scores) {
  std::vector<uint32_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  });
  return order;
}

uint64_t slice_size(double share, uint64_t count) {
  const double exact = share * static_cast<double>(count);
  return static_cast<uint64_t>(std::ceil(exact - 1e-9));
}

// AUC = share of (buyer, other) pairs in the right order, ties half: walks down the ties.
double auc_among(std::span<const double> scores, std::span<const uint32_t> order,
                 const std::vector<bool>& labels, const std::vector<bool>& among) {
  double right = 0, buyers_above = 0, buyers = 0, others = 0;
  for (size_t i = 0; i < order.size();) {
    double tied_buyers = 0, tied_others = 0;
    const double score = scores[order[i]];
    for (; i < order.size() && scores[order[i]] == score; ++i) {
      if (!among.empty() && !among[order[i]]) continue;
      (labels[order[i]] ? tied_buyers : tied_others) += 1;
    }
    right += tied_others * (buyers_above + tied_buyers / 2);
    buyers_above += tied_buyers;
    buyers += tied_buyers;
    others += tied_others;
  }
  return buyers == 0 || others == 0 ? -1 : right / (buyers * others);
}

RankMetrics rank_metrics(std::span<const double> scores, std::span<const uint32_t> order,
                         const std::vector<bool>& labels) {
  RankMetrics metrics;
  metrics.auc = auc_among(scores, order, labels, {});
  uint64_t ends[std::size(kSlices)];
  for (size_t s = 0; s < std::size(kSlices); ++s) ends[s] = slice_size(kSlices[s], order.size());
  double hits = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    if (!labels[order[i]]) continue;
    hits += 1;
    metrics.average_precision += hits / static_cast<double>(i + 1);
    for (size_t s = 0; s < std::size(kSlices); ++s) metrics.recall[s] += i < ends[s];
  }
  metrics.average_precision /= hits;
  for (double& recall : metrics.recall) recall /= hits;
  return metrics;
}

ListMetrics list_metrics(const std::vector<bool>& hits, size_t wanted, size_t k) {
  const size_t best = std::min(k, wanted);
  double gain = 0, ideal = 0, found = 0;
  for (size_t i = 0; i < k; ++i) {
    const double discount = 1 / std::log2(static_cast<double>(i) + 2);
    if (i < hits.size() && hits[i]) {
      gain += discount;
      found += 1;
    }
    if (i < best) ideal += discount;
  }
  if (best == 0) return {};
  return {gain / ideal, found / static_cast<double>(best)};
}

}  // namespace likely
