#pragma once

#include <vector>

#include "models/pairs.h"

namespace likely {

// Borders of all features and the trees over their bins: raw log-odds of a pair.
struct Fit {
  std::vector<Borders> borders;  // kFeatures
  ObliviousTrees trees;
};

// The bins of all pairs under given borders.
BinnedRows bin_pairs(const PairTable& table, std::span<const Borders> borders, int threads);

// Fits borders and trees; with few positives, fewer and more strongly shrunken trees. `effort`
// scales the number of trees, each learning as much more. REQUIRES: at least one pair. Errors:
// kCancelled.
Result<Fit> fit_pairs(const PairTable& table, double effort, int threads, Progress& progress);

}  // namespace likely
