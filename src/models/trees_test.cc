#include "models/trees.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.h"
#include "math/exp2.h"

namespace likely {
namespace {

// Two features decide together (an exclusive or), the third is noise.
BinnedRows exclusive_or(size_t count) {
  BinnedRows rows;
  rows.rows = count;
  rows.features = 3;
  rows.bins.resize(count * 3);
  Rng rng(3);
  for (size_t row = 0; row < count; ++row) {
    for (size_t f = 0; f < 3; ++f) {
      rows.bins[f * count + row] = static_cast<uint8_t>(rng.below(16));
    }
    const bool a = rows.bins[row] > 7, b = rows.bins[count + row] > 7;
    rows.label.push_back(rng.uniform() < (a != b ? 0.9 : 0.1));
    rows.weight.push_back(1.0f);
  }
  return rows;
}

std::vector<int64_t> score(const ObliviousTrees& trees, const BinnedRows& rows) {
  constexpr size_t kLanes = ObliviousTrees::kBlock;
  std::vector<int64_t> out(rows.rows);
  for (size_t row = 0; row < rows.rows; row += kLanes) {
    std::vector<uint8_t> bins(rows.features * kLanes, 0);
    int64_t block[kLanes];
    const size_t count = std::min(kLanes, rows.rows - row);
    for (size_t f = 0; f < rows.features; ++f) {
      std::copy_n(rows.feature(f) + row, count, bins.begin() + static_cast<long>(f * kLanes));
    }
    trees.score_block(bins.data(), block);
    std::copy_n(block, count, out.begin() + static_cast<long>(row));
  }
  return out;
}

double log_loss(const std::vector<int64_t>& units, const BinnedRows& rows) {
  double sum = 0;
  for (size_t row = 0; row < rows.rows; ++row) {
    const double p = sigmoid(log_odds(units[row]));
    sum -= std::log(rows.label[row] ? p : 1 - p);
  }
  return sum / static_cast<double>(rows.rows);
}

TEST(Trees, LearnAnInteractionThatNoSingleFeatureShows) {
  const BinnedRows rows = exclusive_or(20'000);
  NoProgress progress;
  const auto trees = train_trees(rows, {.trees = 60, .bins = 16}, progress);
  ASSERT_TRUE(trees);
  // The entropy of a 0.9 : 0.1 coin is 0.325; knowing nothing is 0.693.
  EXPECT_LT(log_loss(score(*trees, rows), rows), 0.34);
}

TEST(Trees, AnyNumberOfThreadsGivesTheSameTrees) {
  const BinnedRows rows = exclusive_or(50'000);
  NoProgress progress;
  const auto one = train_trees(rows, {.trees = 20, .bins = 16, .threads = 1}, progress);
  const auto two = train_trees(rows, {.trees = 20, .bins = 16, .threads = 2}, progress);
  ASSERT_TRUE(one && two);
  EXPECT_EQ(score(*one, rows), score(*two, rows));
}

TEST(Trees, WeightsCountAsRepeatedRows) {
  BinnedRows rows = exclusive_or(4'000);
  for (size_t row = 0; row < rows.rows; ++row) rows.weight[row] = rows.label[row] ? 1.0f : 10.0f;
  NoProgress progress;
  const auto trees = train_trees(rows, {.trees = 100, .bins = 16}, progress);
  ASSERT_TRUE(trees);
  double expected = 0, actual = 0;
  const auto units = score(*trees, rows);
  for (size_t row = 0; row < rows.rows; ++row) {
    expected += rows.weight[row] * sigmoid(log_odds(units[row]));
    actual += rows.weight[row] * rows.label[row];
  }
  EXPECT_NEAR(expected / actual, 1.0, 0.02);
}

TEST(Trees, OneKindOfLabelIsNoError) {
  BinnedRows rows = exclusive_or(500);
  std::fill(rows.label.begin(), rows.label.end(), uint8_t{0});
  NoProgress progress;
  const auto trees = train_trees(rows, {.trees = 5, .bins = 16}, progress);
  ASSERT_TRUE(trees);
  for (const int64_t units : score(*trees, rows)) EXPECT_LT(sigmoid(log_odds(units)), 0.01);
}

TEST(Trees, WideInstructionsScoreToTheSameUnit) {
  constexpr size_t kFeatures = 5, kLanes = ObliviousTrees::kBlock;
  const int most = static_cast<int>(ObliviousTrees::kMostOfLeaf / ObliviousTrees::kLeafUnit);
  Rng rng(11);
  ObliviousTrees trees;
  trees.base = -50'000;
  for (int t = 0; t < 40; ++t) {
    ObliviousTrees::Tree tree{};
    for (size_t level = 0; level < ObliviousTrees::kDepth; ++level) {
      tree.feature[level] = static_cast<uint16_t>(rng.below(kFeatures));
      tree.above[level] = static_cast<uint8_t>(rng.below(127));
    }
    int units[ObliviousTrees::kLeaves];
    for (int& unit : units) unit = static_cast<int>(rng.below(2 * most + 1)) - most;
    units[rng.below(ObliviousTrees::kLeaves)] = t % 2 == 0 ? most : -most;
    tree.set_leaves(units);
    for (size_t k = 0; k < ObliviousTrees::kLeaves; ++k) ASSERT_EQ(tree.leaf(k), units[k]);
    trees.trees.push_back(tree);
  }
  for (int block = 0; block < 200; ++block) {
    std::vector<uint8_t> bins(kFeatures * kLanes);
    for (uint8_t& bin : bins) bin = static_cast<uint8_t>(rng.below(ObliviousTrees::kMostBins));
    int64_t wide[kLanes], plain[kLanes];
    trees.score_block(bins.data(), wide);
    trees.score_block_plainly(bins.data(), plain);
    for (size_t lane = 0; lane < kLanes; ++lane) ASSERT_EQ(wide[lane], plain[lane]);
  }
}

class Cancelled : public NoProgress {
  bool cancelled() const override { return true; }
};

TEST(Trees, StopWhenAsked) {
  const BinnedRows rows = exclusive_or(500);
  Cancelled progress;
  const auto trees = train_trees(rows, {.trees = 5, .bins = 16}, progress);
  ASSERT_FALSE(trees);
  EXPECT_EQ(trees.error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace likely
