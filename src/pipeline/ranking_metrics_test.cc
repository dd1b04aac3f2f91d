#include "pipeline/ranking_metrics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace likely {
namespace {

RankMetrics of(const std::vector<double>& scores, const std::vector<bool>& labels) {
  return rank_metrics(scores, order_by_score(scores), labels);
}

TEST(RankMetrics, KnownOrders) {
  const struct {
    std::vector<double> scores;
    std::vector<bool> labels;
    double auc, average_precision;
  } rows[] = {{{4, 3, 2, 1}, {true, true, false, false}, 1, 1},
              {{4, 3, 2, 1}, {false, false, true, true}, 0, (1 / 3.0 + 2 / 4.0) / 2},
              {{4, 3, 2, 1}, {true, false, true, false}, .75, (1 + 2 / 3.0) / 2},
              {{1, 1, 1, 1}, {true, false, true, false}, .5, (1 + 2 / 3.0) / 2},
              {{2, 1, 1, 0}, {false, true, false, true}, .125, (1 / 2.0 + 2 / 4.0) / 2}};
  for (const auto& row : rows) {
    const RankMetrics metrics = of(row.scores, row.labels);
    EXPECT_DOUBLE_EQ(metrics.auc, row.auc);
    EXPECT_DOUBLE_EQ(metrics.average_precision, row.average_precision);
  }
}

TEST(RankMetrics, RecallCountsTheTopSlice) {
  std::vector<double> scores(100);
  std::vector<bool> labels(100);
  for (size_t i = 0; i < 100; ++i) scores[i] = -static_cast<double>(i);
  for (const size_t i : {0, 4, 5, 50}) labels[i] = true;
  const RankMetrics metrics = of(scores, labels);
  EXPECT_DOUBLE_EQ(metrics.recall[0], .25);
  EXPECT_DOUBLE_EQ(metrics.recall[kTop5], .5);
  EXPECT_DOUBLE_EQ(metrics.recall[kTop20], .75);
}

TEST(RankMetrics, AmongSomePeople) {
  const std::vector<double> scores = {4, 3, 2, 1};
  const auto order = order_by_score(scores);
  const std::vector<bool> labels = {false, true, true, false};
  EXPECT_DOUBLE_EQ(auc_among(scores, order, labels, {false, true, true, true}), 1);
  EXPECT_DOUBLE_EQ(auc_among(scores, order, labels, {false, true, true, false}), -1);
}

TEST(SliceSize, RoundsUp) {
  EXPECT_EQ(slice_size(.2, 5), 1u);
  EXPECT_EQ(slice_size(.2, 6), 2u);
  EXPECT_EQ(slice_size(.05, 4372), 219u);
  EXPECT_EQ(slice_size(1, 7), 7u);
}

TEST(ListMetrics, KnownLists) {
  EXPECT_DOUBLE_EQ(list_metrics({true, false}, 1, 10).ndcg, 1);
  EXPECT_DOUBLE_EQ(list_metrics({false, true}, 1, 10).ndcg, 1 / std::log2(3));
  EXPECT_DOUBLE_EQ(list_metrics({false, true}, 4, 10).recall, .25);
  EXPECT_DOUBLE_EQ(list_metrics({}, 3, 10).ndcg, 0);
  EXPECT_DOUBLE_EQ(list_metrics(std::vector<bool>(10, true), 40, 10).recall, 1);
}

}  // namespace
}  // namespace likely
