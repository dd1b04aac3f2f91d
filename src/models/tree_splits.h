#pragma once

#include <array>
#include <bit>
#include <span>
#include <vector>

#include "models/trees.h"

namespace likely {

// Gradients and hessians are integers in this unit, so that sums are the same in any order.
inline constexpr double kGradientUnit = 1.0 / (1 << 16);

// The nearest integer, ties to even, for |x| < 2^51: one addition instead of a call.
inline int64_t rounded(double x) {
  const double shifted = x + 0x1.8p52;
  return std::bit_cast<int64_t>(shifted) - std::bit_cast<int64_t>(0x1.8p52);
}

// Chooses the splits of one tree after another, each on a fresh sample of the rows: blocks of them,
// so the rows must come in no order. rows and options must outlive it; one thread calls it.
class SplitChooser {
 public:
  // l2: of a leaf, in the unit of hessians.
  SplitChooser(const BinnedRows& rows, const TreeOptions& options, double l2);

  // Fills the features and thresholds of tree number `number`. gradient, hessian: of every row.
  void choose(int number, std::span<const int64_t> gradient, std::span<const int64_t> hessian,
              ObliviousTrees::Tree& tree);

 private:
  // Gradient and hessian packed into one word, so that a histogram fits the fastest cache:
  // gradient · 2^32 + hessian, scaled so that sums over all chosen rows stay below 2^31.
  using Packed = int64_t;
  static constexpr size_t kTogether = 4;  // features whose histograms are filled in one go

  struct Split {
    double gain = -1;
    uint16_t feature = 0;
    uint8_t above = 0;
  };

  // Rows that are added to histograms: where they are, their leaf's first bin, their slope.
  struct Addends {
    std::vector<uint32_t> row;
    std::vector<uint16_t> leaf_at;
    std::vector<Packed> slope;
    size_t count = 0;

    void make_room(size_t rows);
    // Kept only if `wanted`; no branch, since half of them are.
    void add(size_t r, size_t at, Packed s, bool wanted);
  };

  void choose_rows(int number, std::span<const int64_t> gradient, std::span<const int64_t> hessian);
  std::vector<size_t> blocks_of(int number) const;
  Split best_of(size_t group, int level);
  Split best_split(uint16_t feature, size_t leaves) const;
  template <size_t kCount>
  void add_rows(const std::array<const uint8_t*, kTogether>& bins,
                const std::array<Packed*, kTogether>& sums) const;
  void divide(const Split& split, int level);

  const BinnedRows& rows_;
  const TreeOptions& options_;
  const size_t bins_;
  const double l2_;
  std::vector<uint16_t> used_;    // features with more than one bin
  std::vector<uint32_t> chosen_;  // the rows that this tree's splits are chosen on …
  std::vector<Packed> packed_;    // their slopes …
  std::vector<uint8_t> chosen_leaf_;
  Addends addends_;
  bool addends_above_ = true;              // or below the last split
  std::vector<std::vector<Packed>> sums_;  // a feature's histograms
  double scale_ = 1;
};

}  // namespace likely
