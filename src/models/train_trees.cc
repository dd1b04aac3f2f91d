#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/hash.h"
#include "base/threads.h"
#include "math/clones.h"
#include "math/exp2.h"
#include "models/tree_splits.h"

namespace likely {

namespace {

constexpr int kDepth = ObliviousTrees::kDepth;
constexpr int kLeaves = ObliviousTrees::kLeaves;
constexpr size_t kRowBlock = 1 << 14;

// Gradient and hessian of many rows, in fixed point.
struct Slope {
  int64_t gradient = 0;
  int64_t hessian = 0;
};

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
        l2_(options.l2 * mean_weight(rows_)),
        splits_(rows_, options, l2_ / kGradientUnit),
        score_(rows.rows),
        gradient_(rows.rows),
        hessian_(rows.rows),
        leaf_(rows.rows, 0) {}

  Result<ObliviousTrees> run(Progress& progress) {
    ObliviousTrees model;
    model.base = base_log_odds();
    std::fill(score_.begin(), score_.end(), static_cast<int32_t>(model.base));
    ObliviousTrees::Tree tree{};  // adds nothing
    for (int t = 0; t < options_.trees; ++t) {
      if (progress.cancelled()) return fail(ErrorCode::kCancelled, "training was cancelled");
      add_and_compute_slopes(tree);
      splits_.choose(t, gradient_, hessian_, tree);
      set_leaves(tree);
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
  const double l2_;
  SplitChooser splits_;
  std::vector<int32_t> score_;               // units of kLeafUnit
  std::vector<int64_t> gradient_, hessian_;  // in units of kGradientUnit
  std::vector<uint8_t> leaf_;
};

}  // namespace

Result<ObliviousTrees> train_trees(const BinnedRows& rows, const TreeOptions& options,
                                   Progress& progress) {
  CHECK(rows.rows > 0 && options.bins >= 2 && options.bins <= ObliviousTrees::kMostBins);
  return Booster(rows, options).run(progress);
}

}  // namespace likely
