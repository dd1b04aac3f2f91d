#include "models/trees.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/hash.h"
#include "base/threads.h"
#include "math/exp2.h"

#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define LIKELY_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define LIKELY_CLONES
#endif

namespace likely {

namespace {

constexpr int kDepth = ObliviousTrees::kDepth;
constexpr int kLeaves = ObliviousTrees::kLeaves;
constexpr double kGradientUnit = 1.0 / (1 << 16);  // of one fixed-point step of a gradient
constexpr size_t kRowBlock = 1 << 14;

// Gradient and hessian of a row, in fixed point.
struct Slope {
  int64_t gradient = 0;
  int64_t hessian = 0;
};

// The same two for the choice of splits, packed into one word so that a histogram fits the fastest
// cache: gradient · 2^32 + hessian. Scaled so that sums over all chosen rows stay below 2^31.
using Packed = int64_t;
Packed pack(int64_t gradient, int64_t hessian) { return gradient * (Packed{1} << 32) + hessian; }
double packed_hessian(Packed sum) { return static_cast<double>(static_cast<uint32_t>(sum)); }
double packed_gradient(Packed sum) {
  return static_cast<double>((sum - static_cast<int64_t>(static_cast<uint32_t>(sum))) >> 32);
}

// The nearest integer, ties to even, for |x| < 2^51: one addition instead of a call.
int64_t rounded(double x) {
  const double shifted = x + 0x1.8p52;
  return std::bit_cast<int64_t>(shifted) - std::bit_cast<int64_t>(0x1.8p52);
}

struct Split {
  double gain = -1;
  uint16_t feature = 0;
  uint8_t above = 0;
};

// Σ over leaves of G² / (H + λ) for every threshold of one feature; the best of them.
// sums: [leaves][bins] of this feature; l2 in the sums' scale.
Split best_split(const std::vector<Packed>& sums, size_t leaves, size_t bins, double l2,
                 uint16_t feature) {
  std::array<double, 256> gain{};
  for (size_t leaf = 0; leaf < leaves; ++leaf) {
    const Packed* bin = sums.data() + leaf * bins;
    Packed total = 0;
    for (size_t b = 0; b < bins; ++b) total += bin[b];
    if (total == 0) continue;
    Packed left = 0;
    for (size_t b = 0; b + 1 < bins; ++b) {
      left += bin[b];
      const double gl = packed_gradient(left), gr = packed_gradient(total - left);
      gain[b] +=
          gl * gl / (packed_hessian(left) + l2) + gr * gr / (packed_hessian(total - left) + l2);
    }
  }
  Split best;
  for (size_t b = 0; b + 1 < bins; ++b) {
    if (gain[b] > best.gain) best = {gain[b], feature, static_cast<uint8_t>(b)};
  }
  return best;
}

class Booster {
 public:
  Booster(const BinnedRows& rows, const TreeOptions& options)
      : rows_(rows),
        options_(options),
        score_(rows.rows),
        slopes_(rows.rows),
        leaf_(rows.rows),
        used_(rows.features, 0),
        sums_(rows.features) {
    for (size_t f = 0; f < rows.features; ++f) {
      const uint8_t* bin = rows.feature(f);
      used_[f] = std::any_of(bin, bin + rows.rows, [&](uint8_t b) { return b != bin[0]; });
    }
  }

  Result<ObliviousTrees> run(Progress& progress) {
    ObliviousTrees model;
    model.base = base_log_odds();
    std::fill(score_.begin(), score_.end(), model.base);
    for (int t = 0; t < options_.trees; ++t) {
      if (progress.cancelled()) return fail(ErrorCode::kCancelled, "training was cancelled");
      compute_slopes(t);
      model.trees.push_back(grow());
      add(model.trees.back());
    }
    return model;
  }

 private:
  int64_t base_log_odds() const {
    double positive = 0, all = 0;
    for (size_t row = 0; row < rows_.rows; ++row) {
      all += rows_.weight[row];
      positive += rows_.label[row] * rows_.weight[row];
    }
    const double p = std::clamp((positive + 0.5) / (all + 1.0), 1e-7, 1 - 1e-7);
    return std::llround(logit(p) / ObliviousTrees::kLeafUnit);
  }

  void compute_slopes(int tree) {
    parallel_for(options_.threads, rows_.rows, kRowBlock, [&](size_t from, size_t to, int) {
      for (size_t row = from; row < to; ++row) {
        const double p = sigmoid(log_odds(score_[row]));
        const double weight = rows_.weight[row] / kGradientUnit;
        slopes_[row] = {rounded((rows_.label[row] - p) * weight), rounded(p * (1 - p) * weight)};
      }
    });
    choose_rows(tree);
  }

  // The rows that this tree's splits are chosen on, and their packed slopes.
  void choose_rows(int tree) {
    const double share =
        std::min(1.0, static_cast<double>(options_.split_rows) / static_cast<double>(rows_.rows));
    const auto limit = static_cast<uint64_t>(share * 0x1.0p63) * 2 - 1;
    chosen_.clear();
    int64_t gradients = 1, hessians = 1;
    for (size_t row = 0; row < rows_.rows; ++row) {
      if (mix64(row, static_cast<uint64_t>(tree)) > limit) continue;
      chosen_.push_back(static_cast<uint32_t>(row));
      gradients += std::abs(slopes_[row].gradient);
      hessians += slopes_[row].hessian;
    }
    scale_ = 0x1.0p30 / static_cast<double>(std::max(gradients, hessians));
    packed_.resize(chosen_.size());
    chosen_leaf_.assign(chosen_.size(), 0);
    for (size_t k = 0; k < chosen_.size(); ++k) {
      const Slope& slope = slopes_[chosen_[k]];
      packed_[k] = pack(rounded(static_cast<double>(slope.gradient) * scale_),
                        rounded(static_cast<double>(slope.hessian) * scale_));
    }
  }

  // Adds the chosen rows to the histograms [leaves][bins] of one feature. Below the root only rows
  // above the last split are added; the others are what is left of the parent's histogram.
  void histogram(size_t feature, int level, std::vector<Packed>& sums) const {
    const uint8_t* bin = rows_.feature(feature);
    const auto bins = static_cast<size_t>(options_.bins);
    const size_t half = level == 0 ? 0 : (size_t{1} << (level - 1)) * bins;
    sums.resize(std::max<size_t>(half * 2, bins));
    std::fill(sums.begin() + static_cast<ptrdiff_t>(half), sums.end(), 0);
    for (const uint32_t k : above_) {
      sums[chosen_leaf_[k] * bins + bin[chosen_[k]]] += packed_[k];
    }
    for (size_t i = 0; i < half; ++i) sums[i] -= sums[half + i];
  }

  ObliviousTrees::Tree grow() {
    ObliviousTrees::Tree tree{};
    above_.resize(chosen_.size());
    std::iota(above_.begin(), above_.end(), 0u);
    for (int level = 0; level < kDepth; ++level) {
      std::vector<Split> splits(rows_.features);
      parallel_for(options_.threads, rows_.features, 1, [&](size_t from, size_t to, int) {
        for (size_t f = from; f < to; ++f) {
          if (used_[f] == 0) continue;
          histogram(f, level, sums_[f]);
          splits[f] = best_split(sums_[f], size_t{1} << level, static_cast<size_t>(options_.bins),
                                 options_.l2 * scale_ / kGradientUnit, static_cast<uint16_t>(f));
        }
      });
      Split best;
      for (const Split& split : splits) {
        if (split.gain > best.gain) best = split;
      }
      tree.feature[level] = best.feature;
      tree.above[level] = best.above;
      divide(best, level);
    }
    set_leaves(tree);
    return tree;
  }

  void divide(const Split& split, int level) {
    const uint8_t* bin = rows_.feature(split.feature);
    above_.clear();
    for (size_t k = 0; k < chosen_.size(); ++k) {
      if (bin[chosen_[k]] <= split.above) continue;
      chosen_leaf_[k] = static_cast<uint8_t>(chosen_leaf_[k] | 1 << level);
      above_.push_back(static_cast<uint32_t>(k));
    }
  }

  // Newton steps from all rows, not only the chosen ones.
  void set_leaves(ObliviousTrees::Tree& tree) {
    assign_leaves(tree);
    Slope sums[kLeaves] = {};
    for (size_t row = 0; row < rows_.rows; ++row) {
      sums[leaf_[row]].gradient += slopes_[row].gradient;
      sums[leaf_[row]].hessian += slopes_[row].hessian;
    }
    for (int leaf = 0; leaf < kLeaves; ++leaf) {
      const double g = static_cast<double>(sums[leaf].gradient) * kGradientUnit;
      const double h = static_cast<double>(sums[leaf].hessian) * kGradientUnit;
      const double step = std::clamp(options_.rate * g / (h + options_.l2), -4.0, 4.0);
      tree.leaf[leaf] = static_cast<int32_t>(std::llround(step / ObliviousTrees::kLeafUnit));
    }
  }

  void assign_leaves(const ObliviousTrees::Tree& tree) {
    parallel_for(options_.threads, rows_.rows, kRowBlock, [&](size_t from, size_t to, int) {
      std::fill(leaf_.begin() + static_cast<ptrdiff_t>(from),
                leaf_.begin() + static_cast<ptrdiff_t>(to), uint8_t{0});
      for (int level = 0; level < kDepth; ++level) {
        const uint8_t* bin = rows_.feature(tree.feature[level]);
        const uint8_t above = tree.above[level];
        for (size_t row = from; row < to; ++row) {
          leaf_[row] = static_cast<uint8_t>(leaf_[row] | (bin[row] > above) << level);
        }
      }
    });
  }

  void add(const ObliviousTrees::Tree& tree) {
    for (size_t row = 0; row < rows_.rows; ++row) score_[row] += tree.leaf[leaf_[row]];
  }

  const BinnedRows& rows_;
  const TreeOptions& options_;
  std::vector<int64_t> score_;  // units of kLeafUnit
  std::vector<Slope> slopes_;
  std::vector<uint8_t> leaf_;
  std::vector<uint8_t> used_;     // features with more than one bin
  std::vector<uint32_t> chosen_;  // the rows that this tree's splits are chosen on
  std::vector<Packed> packed_;    // their slopes …
  std::vector<uint8_t> chosen_leaf_;
  std::vector<uint32_t> above_;            // positions in chosen_ of the rows above the last split
  std::vector<std::vector<Packed>> sums_;  // a feature's histograms
  double scale_ = 1;
};

// Leaf numbers of a block of lanes: one bit a level.
LIKELY_CLONES
void leaf_numbers(const ObliviousTrees::Tree& tree, const uint8_t* bins, uint8_t* leaf) {
  constexpr size_t kBlock = ObliviousTrees::kBlock;
  for (size_t lane = 0; lane < kBlock; ++lane) leaf[lane] = 0;
  for (int level = 0; level < kDepth; ++level) {
    const uint8_t* bin = bins + tree.feature[level] * kBlock;
    const uint8_t above = tree.above[level];
    const auto bit = static_cast<uint8_t>(1 << level);
    for (size_t lane = 0; lane < kBlock; ++lane) {
      leaf[lane] = static_cast<uint8_t>(leaf[lane] | (bin[lane] > above ? bit : 0));
    }
  }
}

}  // namespace

Result<ObliviousTrees> train_trees(const BinnedRows& rows, const TreeOptions& options,
                                   Progress& progress) {
  CHECK(rows.rows > 0 && options.bins >= 2 && options.bins <= 256);
  return Booster(rows, options).run(progress);
}

void ObliviousTrees::score_block(const uint8_t* bins, int64_t* out) const {
  uint8_t leaf[kBlock];
  int32_t sum[kBlock] = {};
  for (const Tree& tree : trees) {
    leaf_numbers(tree, bins, leaf);
    for (size_t lane = 0; lane < kBlock; ++lane) sum[lane] += tree.leaf[leaf[lane]];
  }
  for (size_t lane = 0; lane < kBlock; ++lane) out[lane] = base + sum[lane];
}

}  // namespace likely
