#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/hash.h"
#include "base/threads.h"
#include "math/clones.h"
#include "math/exp2.h"
#include "models/trees.h"

namespace likely {

namespace {

constexpr int kDepth = ObliviousTrees::kDepth;
constexpr int kLeaves = ObliviousTrees::kLeaves;
constexpr double kGradientUnit = 1.0 / (1 << 16);  // of one fixed-point step of a gradient
constexpr size_t kRowBlock = 1 << 14;
constexpr size_t kBlocks = 64;   // of rows that are chosen together
constexpr size_t kTogether = 4;  // features whose histograms are filled in one go

// Gradient and hessian of many rows, in fixed point.
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
  std::array<double, ObliviousTrees::kMostBins> gain{};
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

// Rows that are added to histograms: where they are, their leaf's first bin, their slope.
struct Addends {
  std::vector<uint32_t> row;
  std::vector<uint16_t> leaf_at;
  std::vector<Packed> slope;
  size_t count = 0;

  void make_room(size_t rows) {
    row.resize(rows);
    leaf_at.resize(rows);
    slope.resize(rows);
  }
  // Kept only if `wanted`; no branch, since half of them are.
  void add(size_t r, size_t at, Packed s, bool wanted) {
    row[count] = static_cast<uint32_t>(r);
    leaf_at[count] = static_cast<uint16_t>(at);
    slope[count] = s;
    count += wanted;
  }
};

// Adds to the histograms of kCount features side by side: one feature's additions often wait for
// each other, since most rows share a bin.
template <size_t kCount>
void add_rows(const Addends& rows, const std::array<const uint8_t*, kTogether>& bins,
              const std::array<Packed*, kTogether>& sums) {
  const uint32_t* row = rows.row.data();
  const uint16_t* leaf_at = rows.leaf_at.data();
  const Packed* slope = rows.slope.data();
  for (size_t k = 0; k < rows.count; ++k) {
    for (size_t f = 0; f < kCount; ++f) sums[f][leaf_at[k] + bins[f][row[k]]] += slope[k];
  }
}

// Slopes of the log-loss of `count` rows at their scores, in fixed point.
LIKELY_CLONES
void compute_slopes(const int32_t* score, const uint8_t* label, const float* weight, size_t count,
                    int64_t* gradient, int64_t* hessian) {
  for (size_t k = 0; k < count; ++k) {
    const double p = sigmoid(score[k] * ObliviousTrees::kLeafUnit);
    const double w = weight[k] / kGradientUnit;
    gradient[k] = rounded((label[k] - p) * w);
    hessian[k] = rounded(p * (1 - p) * w);
  }
}

class Booster {
 public:
  Booster(const BinnedRows& rows, const TreeOptions& options)
      : rows_(shuffled(rows, options.threads)),
        options_(options),
        bins_(static_cast<size_t>(options.bins)),
        l2_(options.l2 * mean_weight(rows_)),
        score_(rows.rows),
        gradient_(rows.rows),
        hessian_(rows.rows),
        leaf_(rows.rows, 0),
        sums_(rows.features) {
    for (size_t f = 0; f < rows_.features; ++f) {
      const uint8_t* bin = rows_.feature(f);
      if (std::any_of(bin, bin + rows_.rows, [&](uint8_t b) { return b != bin[0]; })) {
        used_.push_back(static_cast<uint16_t>(f));
      }
    }
  }

  Result<ObliviousTrees> run(Progress& progress) {
    ObliviousTrees model;
    model.base = base_log_odds();
    std::fill(score_.begin(), score_.end(), static_cast<int32_t>(model.base));
    ObliviousTrees::Tree tree{};  // adds nothing
    for (int t = 0; t < options_.trees; ++t) {
      if (progress.cancelled()) return fail(ErrorCode::kCancelled, "training was cancelled");
      add_and_compute_slopes(tree);
      choose_rows(t);
      tree = grow();
      model.trees.push_back(tree);
    }
    return model;
  }

 private:
  // In an order drawn by hash, so that each block of rows is a fair sample.
  static BinnedRows shuffled(const BinnedRows& rows, int threads) {
    std::vector<uint32_t> order(rows.rows);
    std::iota(order.begin(), order.end(), 0u);
    for (size_t k = rows.rows; k > 1; --k) std::swap(order[k - 1], order[mix64(k, 1) % k]);
    BinnedRows result{rows.rows, rows.features, {}, {}, {}};
    result.bins.resize(rows.bins.size());
    result.label.resize(rows.rows);
    result.weight.resize(rows.rows);
    parallel_for(threads, rows.features, 1, [&](size_t from, size_t to, int) {
      for (size_t f = from; f < to; ++f) {
        uint8_t* out = result.bins.data() + f * rows.rows;
        for (size_t row = 0; row < rows.rows; ++row) out[row] = rows.feature(f)[order[row]];
      }
    });
    for (size_t row = 0; row < rows.rows; ++row) {
      result.label[row] = rows.label[order[row]];
      result.weight[row] = rows.weight[order[row]];
    }
    return result;
  }

  static double mean_weight(const BinnedRows& rows) {
    double sum = 0;
    for (const float weight : rows.weight) sum += weight;
    return sum / static_cast<double>(rows.rows);
  }

  int64_t base_log_odds() const {
    double positive = 0, all = 0;
    for (size_t row = 0; row < rows_.rows; ++row) {
      all += rows_.weight[row];
      positive += rows_.label[row] * rows_.weight[row];
    }
    const double p = std::clamp((positive + 0.5) / (all + 1.0), 1e-7, 1 - 1e-7);
    return std::llround(logit(p) / ObliviousTrees::kLeafUnit);
  }

  void add_and_compute_slopes(const ObliviousTrees::Tree& tree) {
    int leaves[kLeaves];
    for (size_t k = 0; k < kLeaves; ++k) leaves[k] = tree.leaf(k);
    parallel_for(options_.threads, rows_.rows, kRowBlock, [&](size_t from, size_t to, int) {
      for (size_t row = from; row < to; ++row) score_[row] += leaves[leaf_[row]];
      compute_slopes(score_.data() + from, rows_.label.data() + from, rows_.weight.data() + from,
                     to - from, gradient_.data() + from, hessian_.data() + from);
    });
  }

  // The rows that this tree's splits are chosen on, other ones for each tree so that no row is
  // followed for long, and their packed slopes.
  void choose_rows(int tree) {
    chosen_.clear();
    for (const size_t block : blocks_of(tree)) {
      const size_t from = rows_.rows * block / kBlocks, to = rows_.rows * (block + 1) / kBlocks;
      for (size_t row = from; row < to; ++row) chosen_.push_back(static_cast<uint32_t>(row));
    }
    int64_t gradients = 1, hessians = 1;
    for (const uint32_t row : chosen_) {
      gradients += std::abs(gradient_[row]);
      hessians += hessian_[row];
    }
    scale_ = 0x1.0p30 / static_cast<double>(std::max(gradients, hessians));
    packed_.resize(chosen_.size());
    addends_.make_room(chosen_.size());
    addends_.count = 0;
    for (size_t k = 0; k < chosen_.size(); ++k) {
      packed_[k] = pack(rounded(static_cast<double>(gradient_[chosen_[k]]) * scale_),
                        rounded(static_cast<double>(hessian_[chosen_[k]]) * scale_));
      addends_.add(chosen_[k], 0, packed_[k], true);
    }
    chosen_leaf_.assign(chosen_.size(), 0);
  }

  // Blocks of shuffled rows, drawn without replacement, ascending.
  std::vector<size_t> blocks_of(int tree) const {
    std::vector<std::pair<uint64_t, size_t>> drawn;
    for (size_t block = 0; block < kBlocks; ++block) {
      drawn.emplace_back(mix64(block, static_cast<uint64_t>(tree)), block);
    }
    std::sort(drawn.begin(), drawn.end());
    const size_t wanted = kBlocks * options_.split_rows / rows_.rows;
    drawn.resize(std::clamp<size_t>(wanted, 1, kBlocks));
    std::vector<size_t> blocks;
    for (const auto& [order, block] : drawn) blocks.push_back(block);
    std::sort(blocks.begin(), blocks.end());
    return blocks;
  }

  ObliviousTrees::Tree grow() {
    ObliviousTrees::Tree tree{};
    for (int level = 0; level < kDepth; ++level) {
      const size_t groups = (used_.size() + kTogether - 1) / kTogether;
      std::vector<Split> splits(groups);
      parallel_for(options_.threads, groups, 1, [&](size_t from, size_t to, int) {
        for (size_t group = from; group < to; ++group) splits[group] = best_of(group, level);
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

  // The best split of a group of features, whose histograms become [2^level leaves][bins]. The
  // addends are one side of the last split; the other is what is left of the parents' histograms.
  Split best_of(size_t group, int level) {
    const size_t first = group * kTogether, count = std::min(kTogether, used_.size() - first);
    const size_t half = level == 0 ? 0 : (size_t{1} << (level - 1)) * bins_;
    std::array<const uint8_t*, kTogether> bins{};
    std::array<Packed*, kTogether> sums{};
    for (size_t k = 0; k < count; ++k) {
      std::vector<Packed>& histogram = sums_[used_[first + k]];
      histogram.resize(std::max(half * 2, bins_));
      const auto middle = histogram.begin() + static_cast<ptrdiff_t>(half);
      if (level == 0) {
        std::fill(histogram.begin(), histogram.end(), 0);
      } else if (addends_above_) {
        std::fill(middle, histogram.end(), 0);
      } else {
        std::copy(histogram.begin(), middle, middle);
        std::fill(histogram.begin(), middle, 0);
      }
      bins[k] = rows_.feature(used_[first + k]);
      sums[k] = histogram.data();
    }
    switch (count) {
      case 4:
        add_rows<4>(addends_, bins, sums);
        break;
      case 3:
        add_rows<3>(addends_, bins, sums);
        break;
      case 2:
        add_rows<2>(addends_, bins, sums);
        break;
      default:
        add_rows<1>(addends_, bins, sums);
    }
    Split best;
    for (size_t k = 0; k < count; ++k) {
      Packed* added = sums[k] + (addends_above_ ? half : 0);
      Packed* rest = sums[k] + (addends_above_ ? 0 : half);
      for (size_t i = 0; i < half; ++i) rest[i] -= added[i];
      const uint16_t feature = used_[first + k];
      const Split split = best_split(sums_[feature], size_t{1} << level, bins_,
                                     l2_ * scale_ / kGradientUnit, feature);
      if (split.gain > best.gain) best = split;
    }
    return best;
  }

  // Gives the chosen rows their leaves; the smaller side is added to the next histograms.
  void divide(const Split& split, int level) {
    const uint8_t* bin = rows_.feature(split.feature);
    size_t above = 0;
    for (size_t k = 0; k < chosen_leaf_.size(); ++k) {
      const bool set = bin[chosen_[k]] > split.above;
      chosen_leaf_[k] = static_cast<uint8_t>(chosen_leaf_[k] | set << level);
      above += set;
    }
    addends_above_ = above * 2 <= chosen_leaf_.size();
    addends_.count = 0;
    for (size_t k = 0; k < chosen_leaf_.size(); ++k) {
      const bool wanted = (bin[chosen_[k]] > split.above) == addends_above_;
      addends_.add(chosen_[k], chosen_leaf_[k] * bins_, packed_[k], wanted);
    }
  }

  // Newton steps from all rows, not only the chosen ones.
  void set_leaves(ObliviousTrees::Tree& tree) {
    using Leaves = std::array<Slope, kLeaves>;
    std::vector<Leaves> sums(static_cast<size_t>(std::max(options_.threads, 1)));
    parallel_for(options_.threads, rows_.rows, kRowBlock, [&](size_t from, size_t to, int worker) {
      assign_leaves(tree, from, to);
      Leaves& mine = sums[static_cast<size_t>(worker)];
      for (size_t row = from; row < to; ++row) {
        mine[leaf_[row]].gradient += gradient_[row];
        mine[leaf_[row]].hessian += hessian_[row];
      }
    });
    int units[kLeaves];
    for (size_t leaf = 0; leaf < kLeaves; ++leaf) {
      Slope sum;  // of integers: the same whichever worker added which rows
      for (const Leaves& part : sums) {
        sum.gradient += part[leaf].gradient;
        sum.hessian += part[leaf].hessian;
      }
      const double g = static_cast<double>(sum.gradient) * kGradientUnit;
      const double h = static_cast<double>(sum.hessian) * kGradientUnit;
      const double step = std::clamp(options_.rate * g / (h + l2_), -ObliviousTrees::kMostOfLeaf,
                                     ObliviousTrees::kMostOfLeaf);
      units[leaf] = static_cast<int>(std::lround(step / ObliviousTrees::kLeafUnit));
    }
    tree.set_leaves(units);
  }

  void assign_leaves(const ObliviousTrees::Tree& tree, size_t from, size_t to) {
    std::fill(leaf_.begin() + static_cast<ptrdiff_t>(from),
              leaf_.begin() + static_cast<ptrdiff_t>(to), uint8_t{0});
    for (int level = 0; level < kDepth; ++level) {
      const uint8_t* bin = rows_.feature(tree.feature[level]);
      const uint8_t above = tree.above[level];
      for (size_t row = from; row < to; ++row) {
        leaf_[row] = static_cast<uint8_t>(leaf_[row] | (bin[row] > above) << level);
      }
    }
  }

  const BinnedRows rows_;  // shuffled
  const TreeOptions& options_;
  const size_t bins_;
  const double l2_;
  std::vector<int32_t> score_;               // units of kLeafUnit
  std::vector<int64_t> gradient_, hessian_;  // in units of kGradientUnit
  std::vector<uint8_t> leaf_;
  std::vector<uint16_t> used_;    // features with more than one bin
  std::vector<uint32_t> chosen_;  // the rows that this tree's splits are chosen on …
  std::vector<Packed> packed_;    // their slopes …
  std::vector<uint8_t> chosen_leaf_;
  Addends addends_;
  bool addends_above_ = true;              // or below the last split
  std::vector<std::vector<Packed>> sums_;  // a feature's histograms
  double scale_ = 1;
};

}  // namespace

Result<ObliviousTrees> train_trees(const BinnedRows& rows, const TreeOptions& options,
                                   Progress& progress) {
  CHECK(rows.rows > 0 && options.bins >= 2 && options.bins <= ObliviousTrees::kMostBins);
  return Booster(rows, options).run(progress);
}

}  // namespace likely
