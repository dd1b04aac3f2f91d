#include "models/tree_splits.h"

#include <algorithm>
#include <cstdlib>

#include "base/hash.h"
#include "base/threads.h"

namespace likely {

namespace {

constexpr size_t kBlocks = 64;  // of rows that are chosen together

int64_t pack(int64_t gradient, int64_t hessian) { return gradient * (int64_t{1} << 32) + hessian; }
double packed_hessian(int64_t sum) { return static_cast<double>(static_cast<uint32_t>(sum)); }
double packed_gradient(int64_t sum) {
  return static_cast<double>((sum - static_cast<int64_t>(static_cast<uint32_t>(sum))) >> 32);
}

}  // namespace

SplitChooser::SplitChooser(const BinnedRows& rows, const TreeOptions& options, double l2)
    : rows_(rows),
      options_(options),
      bins_(static_cast<size_t>(options.bins)),
      l2_(l2),
      sums_(rows.features) {
  for (size_t f = 0; f < rows_.features; ++f) {
    const uint8_t* bin = rows_.feature(f);
    if (std::any_of(bin, bin + rows_.rows, [&](uint8_t b) { return b != bin[0]; })) {
      used_.push_back(static_cast<uint16_t>(f));
    }
  }
}

void SplitChooser::choose(int number, std::span<const int64_t> gradient,
                          std::span<const int64_t> hessian, ObliviousTrees::Tree& tree) {
  choose_rows(number, gradient, hessian);
  for (int level = 0; level < ObliviousTrees::kDepth; ++level) {
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
}

void SplitChooser::Addends::make_room(size_t rows) {
  row.resize(rows);
  leaf_at.resize(rows);
  slope.resize(rows);
}

void SplitChooser::Addends::add(size_t r, size_t at, Packed s, bool wanted) {
  row[count] = static_cast<uint32_t>(r);
  leaf_at[count] = static_cast<uint16_t>(at);
  slope[count] = s;
  count += wanted;
}

// The rows that this tree's splits are chosen on, other ones for each tree so that no row is
// followed for long, and their packed slopes.
void SplitChooser::choose_rows(int number, std::span<const int64_t> gradient,
                               std::span<const int64_t> hessian) {
  chosen_.clear();
  for (const size_t block : blocks_of(number)) {
    const size_t from = rows_.rows * block / kBlocks, to = rows_.rows * (block + 1) / kBlocks;
    for (size_t row = from; row < to; ++row) chosen_.push_back(static_cast<uint32_t>(row));
  }
  int64_t gradients = 1, hessians = 1;
  for (const uint32_t row : chosen_) {
    gradients += std::abs(gradient[row]);
    hessians += hessian[row];
  }
  scale_ = 0x1.0p30 / static_cast<double>(std::max(gradients, hessians));
  packed_.resize(chosen_.size());
  addends_.make_room(chosen_.size());
  addends_.count = 0;
  for (size_t k = 0; k < chosen_.size(); ++k) {
    packed_[k] = pack(rounded(static_cast<double>(gradient[chosen_[k]]) * scale_),
                      rounded(static_cast<double>(hessian[chosen_[k]]) * scale_));
    addends_.add(chosen_[k], 0, packed_[k], true);
  }
  chosen_leaf_.assign(chosen_.size(), 0);
}

// Blocks of shuffled rows, drawn without replacement, ascending.
std::vector<size_t> SplitChooser::blocks_of(int number) const {
  std::vector<std::pair<uint64_t, size_t>> drawn;
  for (size_t block = 0; block < kBlocks; ++block) {
    drawn.emplace_back(mix64(block, static_cast<uint64_t>(number)), block);
  }
  std::sort(drawn.begin(), drawn.end());
  const size_t wanted = kBlocks * options_.split_rows / rows_.rows;
  drawn.resize(std::clamp<size_t>(wanted, 1, kBlocks));
  std::vector<size_t> blocks;
  for (const auto& [order, block] : drawn) blocks.push_back(block);
  std::sort(blocks.begin(), blocks.end());
  return blocks;
}

// Adds to the histograms of kCount features side by side: one feature's additions often wait for
// each other, since most rows share a bin.
template <size_t kCount>
void SplitChooser::add_rows(const std::array<const uint8_t*, kTogether>& bins,
                            const std::array<Packed*, kTogether>& sums) const {
  const uint32_t* row = addends_.row.data();
  const uint16_t* leaf_at = addends_.leaf_at.data();
  const Packed* slope = addends_.slope.data();
  for (size_t k = 0; k < addends_.count; ++k) {
    for (size_t f = 0; f < kCount; ++f) sums[f][leaf_at[k] + bins[f][row[k]]] += slope[k];
  }
}

// Σ over leaves of G² / (H + λ) for every threshold of one feature; the best of them.
SplitChooser::Split SplitChooser::best_split(uint16_t feature, size_t leaves) const {
  const double l2 = l2_ * scale_;
  std::array<double, ObliviousTrees::kMostBins> gain{};
  for (size_t leaf = 0; leaf < leaves; ++leaf) {
    const Packed* bin = sums_[feature].data() + leaf * bins_;
    Packed total = 0;
    for (size_t b = 0; b < bins_; ++b) total += bin[b];
    if (total == 0) continue;
    Packed left = 0;
    for (size_t b = 0; b + 1 < bins_; ++b) {
      left += bin[b];
      const double gl = packed_gradient(left), gr = packed_gradient(total - left);
      gain[b] +=
          gl * gl / (packed_hessian(left) + l2) + gr * gr / (packed_hessian(total - left) + l2);
    }
  }
  Split best;
  for (size_t b = 0; b + 1 < bins_; ++b) {
    if (gain[b] > best.gain) best = {gain[b], feature, static_cast<uint8_t>(b)};
  }
  return best;
}

// The best split of a group of features, whose histograms become [2^level leaves][bins]. The
// addends are one side of the last split; the other is what is left of the parents' histograms.
SplitChooser::Split SplitChooser::best_of(size_t group, int level) {
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
      add_rows<4>(bins, sums);
      break;
    case 3:
      add_rows<3>(bins, sums);
      break;
    case 2:
      add_rows<2>(bins, sums);
      break;
    default:
      add_rows<1>(bins, sums);
  }
  Split best;
  for (size_t k = 0; k < count; ++k) {
    Packed* added = sums[k] + (addends_above_ ? half : 0);
    Packed* rest = sums[k] + (addends_above_ ? 0 : half);
    for (size_t i = 0; i < half; ++i) rest[i] -= added[i];
    const uint16_t feature = used_[first + k];
    const Split split = best_split(feature, size_t{1} << level);
    if (split.gain > best.gain) best = split;
  }
  return best;
}

// Gives the chosen rows their leaves; the smaller side is added to the next histograms.
void SplitChooser::divide(const Split& split, int level) {
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

}  // namespace likely
