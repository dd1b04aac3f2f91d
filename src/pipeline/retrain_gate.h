#pragma once

#include <span>
#include <string>

#include "pipeline/train.h"

namespace likely {

// Why a newly trained model should not take the place of the one that serves, in words; empty: it
// may. Both are judged by how they did on the last closed window each of them knew, over the
// columns that both have and have enough data for: clearly worse is a mean AUC that fell by more
// than .02, or a mean share of buyers found in the likeliest 20 % that fell by more than a tenth.
std::string why_hold_back(std::span<const ColumnReport> trained,
                          std::span<const ColumnReport> serving);

}  // namespace likely
