#pragma once

#include <vector>

#include "math/csr.h"
#include "models/histories.h"

namespace likely {

// Item-item collaborative scores: score(u, v) = Σ_j x(u, j) · w(j, v) over the profile's cells,
// with x = ln(1 + active days).
struct ItemItem {
  Csr by_target;  // row v: its sources j
  Csr by_source;  // row j: its targets v (the transpose)
};

// Weights learned from the row-normalised inputs X of all profiles:
// - ridge: EASE (Steck, "Embarrassingly Shallow Autoencoders", 2019), w(j, v) = -P(j, v) / P(v, v)
//   with P = (XᵀX + λI)⁻¹, exact up to kExactValues values; above that each value is regressed on
//   its nearest neighbours only (Steck, "Markov Random Fields for Collaborative Filtering", 2019);
// - cosine: shrunken co-visitation, XᵀX(j, v) / sqrt((n_j + s)(n_v + s)).
// Each keeps the strongest kKept weights of a value.
struct Neighbours {
  ItemItem ridge;
  ItemItem cosine;
};

inline constexpr size_t kExactValues = 8192;
inline constexpr size_t kKept = 256;
// A profile with more cells than this is no shopper; it teaches no neighbours.
inline constexpr size_t kMostCellsOfATeacher = 5000;

// x(u, j) of every cell, in the order of histories.cells.
std::vector<float> item_inputs(const Histories& histories, int threads);

Neighbours build_neighbours(const Histories& histories, std::span<const float> inputs,
                            size_t values, int threads);

}  // namespace likely
