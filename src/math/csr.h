#pragma once

#include <cstdint>
#include <span>

#include "math/array.h"

namespace likely {

// A sparse matrix by rows: row r holds index[begin[r] .. begin[r + 1]), ascending.
struct Csr {
  Array<uint64_t> begin;  // rows + 1
  Array<uint32_t> index;
  Array<float> weight;

  size_t rows() const { return begin.size() == 0 ? 0 : begin.size() - 1; }
  std::span<const uint32_t> indices(size_t row) const {
    return index.slice(begin[row], begin[row + 1]);
  }
  std::span<const float> weights(size_t row) const {
    return weight.slice(begin[row], begin[row + 1]);
  }
};

// The transpose, with `columns` rows; entries of a row stay ascending.
Csr transpose(const Csr& matrix, size_t columns);

}  // namespace likely
