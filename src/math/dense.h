#pragma once

#include <cstddef>
#include <vector>

namespace likely {

// Replaces a symmetric positive definite n × n matrix (row major, both halves given) by its
// inverse. Blocked Cholesky, then the inverse of the factor, then their product; n³ floating
// point operations. Every element is summed in one fixed order, so any number of threads gives
// the same bytes. False when the matrix is not positive definite (its content is then lost).
bool invert_positive_definite(std::vector<float>& matrix, size_t n, int threads);

}  // namespace likely
