#pragma once

#include <cstdint>
#include <vector>

#include "base/progress.h"
#include "base/result.h"

namespace likely {

// Rows of binned features, feature by feature: bin(f, row) = bins[f * rows + row].
struct BinnedRows {
  size_t rows = 0;
  size_t features = 0;
  std::vector<uint8_t> bins;
  std::vector<uint8_t> label;  // 0 or 1
  std::vector<float> weight;   // > 0

  const uint8_t* feature(size_t f) const { return bins.data() + f * rows; }
};

// Oblivious (symmetric) gradient-boosted trees for log-loss, as in CatBoost (Prokhorenkova et al.,
// 2018): all nodes of a level share one split, so a leaf is a number made of `depth` comparisons,
// which a processor makes for many rows at once.
// Leaf values are fixed-point integers: the sum over trees has the same bits in any order.
struct ObliviousTrees {
  static constexpr int kDepth = 6;
  static constexpr int kLeaves = 1 << kDepth;
  static constexpr int kMostBins = 128;                 // so that bins compare as signed bytes
  static constexpr double kLeafUnit = 1.0 / (1 << 13);  // log-odds of one unit
  static constexpr double kMostOfLeaf = 3.99;           // log-odds; fits 16 bits

  struct Tree {
    uint16_t feature[kDepth];
    int16_t reach;          // no leaf is further from zero, in units
    uint8_t above[kDepth];  // the bit is set when bin > above
    // The two bytes of each leaf in units of kLeafUnit, apart: 16 of a kind are one look-up.
    uint8_t low[kLeaves], high[kLeaves];

    int leaf(size_t k) const { return static_cast<int16_t>(low[k] | high[k] << 8); }
    void set_leaves(const int (&units)[kLeaves]);
  };
  int64_t base = 0;  // log-odds of the mean, in units
  std::vector<Tree> trees;

  // Raw log-odds in units, of up to kBlock rows with bins[f * kBlock + lane].
  static constexpr size_t kBlock = 64;
  void score_block(const uint8_t* bins, int64_t* out) const;
  // The same without the processor's wide instructions, for comparison.
  void score_block_plainly(const uint8_t* bins, int64_t* out) const;
};

inline double log_odds(int64_t units) {
  return static_cast<double>(units) * ObliviousTrees::kLeafUnit;
}

struct TreeOptions {
  int trees = 150;
  double rate = 0.1;           // shrinkage of a leaf's Newton step
  double l2 = 0.5;             // of a leaf, in mean row weights, as CatBoost scales it
  size_t split_rows = 80'000;  // at most so many rows choose a tree's splits; leaves see all
  int bins = 64;               // bins a feature may have, at most kMostBins
  int threads = 1;
};

// Trains on all rows. Deterministic for any number of threads: gradients are fixed-point integers.
// Errors: kCancelled.
Result<ObliviousTrees> train_trees(const BinnedRows& rows, const TreeOptions& options,
                                   Progress& progress);

}  // namespace likely
