#include "math/csr.h"

namespace likely {

Csr transpose(const Csr& matrix, size_t columns) {
  std::vector<uint64_t> begin(columns + 1, 0);
  for (const uint32_t column : matrix.index.all()) ++begin[column + 1];
  for (size_t c = 0; c < columns; ++c) begin[c + 1] += begin[c];
  std::vector<uint64_t> next(begin.begin(), begin.end() - 1);
  std::vector<uint32_t> index(matrix.index.size());
  std::vector<float> weight(matrix.index.size());
  for (size_t row = 0; row < matrix.rows(); ++row) {
    for (uint64_t k = matrix.begin[row]; k < matrix.begin[row + 1]; ++k) {
      const uint64_t to = next[matrix.index[k]]++;
      index[to] = static_cast<uint32_t>(row);
      weight[to] = matrix.weight[k];
    }
  }
  return {Array(std::move(begin)), Array(std::move(index)), Array(std::move(weight))};
}

}  // namespace likely
