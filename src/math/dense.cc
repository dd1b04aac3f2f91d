#include "math/dense.h"

#include <algorithm>
#include <cmath>

#include "base/threads.h"
#include "math/clones.h"

namespace likely {

namespace {

constexpr size_t kBlock = 96;  // rows and columns of a tile; a multiple of the kernel's shape
constexpr size_t kTile = kBlock * kBlock;
constexpr size_t kRows = 6;      // the kernel's rows …
constexpr size_t kColumns = 16;  // … and columns: 12 registers of 8 floats

typedef float Lane __attribute__((vector_size(32), aligned(4)));

// c (tile, row major, kBlock wide) -= a^T · b, where a and b are tiles with the summed index first.
LIKELY_CLONES
void subtract_product(const float* __restrict a, const float* __restrict b, float* __restrict c) {
  for (size_t i = 0; i < kBlock; i += kRows) {
    for (size_t j = 0; j < kBlock; j += kColumns) {
      Lane left[kRows], right[kRows];
      for (size_t r = 0; r < kRows; ++r) {
        left[r] = *reinterpret_cast<const Lane*>(c + (i + r) * kBlock + j);
        right[r] = *reinterpret_cast<const Lane*>(c + (i + r) * kBlock + j + 8);
      }
      for (size_t k = 0; k < kBlock; ++k) {
        const Lane b0 = *reinterpret_cast<const Lane*>(b + k * kBlock + j);
        const Lane b1 = *reinterpret_cast<const Lane*>(b + k * kBlock + j + 8);
        for (size_t r = 0; r < kRows; ++r) {
          const float factor = a[k * kBlock + i + r];
          left[r] -= b0 * factor;
          right[r] -= b1 * factor;
        }
      }
      for (size_t r = 0; r < kRows; ++r) {
        *reinterpret_cast<Lane*>(c + (i + r) * kBlock + j) = left[r];
        *reinterpret_cast<Lane*>(c + (i + r) * kBlock + j + 8) = right[r];
      }
    }
  }
}

using Tile = std::vector<float>;

// Tiles of the upper triangle of a symmetric (or upper triangular) matrix, padded to whole tiles
// with the identity, which changes no element of the inverse.
class Tiles {
 public:
  explicit Tiles(size_t count) : count_(count), data_(count * (count + 1) / 2 * kTile) {}

  size_t count() const { return count_; }
  // REQUIRES: row <= column.
  float* at(size_t row, size_t column) {
    return data_.data() + (column * (column + 1) / 2 + row) * kTile;
  }

  void load(const std::vector<float>& matrix, size_t n) {
    for (size_t column = 0; column < count_; ++column) {
      for (size_t row = 0; row <= column; ++row) load_tile(matrix, n, row, column);
    }
  }

  void store(std::vector<float>& matrix, size_t n) {
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = i; j < n; ++j) {
        const float value = at(i / kBlock, j / kBlock)[i % kBlock * kBlock + j % kBlock];
        matrix[i * n + j] = matrix[j * n + i] = value;
      }
    }
  }

 private:
  void load_tile(const std::vector<float>& matrix, size_t n, size_t row, size_t column) {
    float* tile = at(row, column);
    for (size_t r = 0; r < kBlock; ++r) {
      for (size_t c = 0; c < kBlock; ++c) {
        const size_t i = row * kBlock + r, j = column * kBlock + c;
        tile[r * kBlock + c] = i < n && j < n ? matrix[i * n + j] : (i == j ? 1.0f : 0.0f);
      }
    }
  }

  size_t count_;
  std::vector<float> data_;
};

// tile = U^T U with U upper triangular (the lower half becomes zero).
bool factor_tile(float* tile) {
  for (size_t k = 0; k < kBlock; ++k) {
    const float pivot = tile[k * kBlock + k];
    if (!(pivot > 0) || !std::isfinite(pivot)) return false;
    const float root = std::sqrt(pivot);
    for (size_t j = k; j < kBlock; ++j) tile[k * kBlock + j] /= root;
    for (size_t i = k + 1; i < kBlock; ++i) {
      const float factor = tile[k * kBlock + i];
      for (size_t j = i; j < kBlock; ++j) tile[i * kBlock + j] -= factor * tile[k * kBlock + j];
    }
  }
  for (size_t i = 1; i < kBlock; ++i) std::fill_n(tile + i * kBlock, i, 0.0f);
  return true;
}

// The inverse of an upper triangular tile.
Tile inverse_of_upper(const float* tile) {
  Tile inverse(kTile, 0.0f);
  for (size_t i = kBlock; i-- > 0;) {
    const float diagonal = 1.0f / tile[i * kBlock + i];
    inverse[i * kBlock + i] = diagonal;
    for (size_t k = i + 1; k < kBlock; ++k) {
      const float factor = tile[i * kBlock + k] * diagonal;
      for (size_t j = k; j < kBlock; ++j) {
        inverse[i * kBlock + j] -= factor * inverse[k * kBlock + j];
      }
    }
  }
  return inverse;
}

void transpose_tile(const float* tile, float* out) {
  for (size_t i = 0; i < kBlock; ++i) {
    for (size_t j = 0; j < kBlock; ++j) out[j * kBlock + i] = tile[i * kBlock + j];
  }
}

void negate(float* tile) {
  for (size_t x = 0; x < kTile; ++x) tile[x] = -tile[x];
}

// A = U^T U, in place; `inverses` gets the inverted diagonal tiles.
bool factor(Tiles& a, int threads, std::vector<Tile>& inverses) {
  const size_t count = a.count();
  inverses.resize(count);
  for (size_t k = 0; k < count; ++k) {
    if (!factor_tile(a.at(k, k))) return false;
    inverses[k] = inverse_of_upper(a.at(k, k));
    Tile minus = inverses[k];
    negate(minus.data());
    // Row panel: U(k, j) = U(k, k)^-T A(k, j).
    parallel_for(threads, count - k - 1, 4, [&](size_t begin, size_t end, int) {
      for (size_t j = k + 1 + begin; j < k + 1 + end; ++j) {
        Tile panel(kTile, 0.0f);
        subtract_product(minus.data(), a.at(k, j), panel.data());
        std::copy(panel.begin(), panel.end(), a.at(k, j));
      }
    });
    // Trailing update: A(i, j) -= U(k, i)^T U(k, j).
    parallel_for(threads, count - k - 1, 2, [&](size_t begin, size_t end, int) {
      for (size_t j = k + 1 + begin; j < k + 1 + end; ++j) {
        for (size_t i = k + 1; i <= j; ++i) subtract_product(a.at(k, i), a.at(k, j), a.at(i, j));
      }
    });
  }
  return true;
}

// U becomes V = U^-1, a column of tiles at a time:
// V(i, j) = -U(i, i)^-1 Σ_{i<k<=j} U(i, k) V(k, j).
void invert_upper(Tiles& u, int threads, const std::vector<Tile>& inverses) {
  const size_t count = u.count();
  Tiles transposed(count);  // the kernel wants the summed index first
  for (size_t k = 0; k < count; ++k) {
    for (size_t i = 0; i < k; ++i) transpose_tile(u.at(i, k), transposed.at(i, k));
    transpose_tile(inverses[k].data(), transposed.at(k, k));
  }
  parallel_for(threads, count, 1, [&](size_t begin, size_t end, int) {
    for (size_t from = begin; from < end; ++from) {
      const size_t j = count - 1 - from;  // the longest columns first
      std::copy(inverses[j].begin(), inverses[j].end(), u.at(j, j));
      for (size_t i = j; i-- > 0;) {
        Tile sum(kTile, 0.0f);
        for (size_t k = i + 1; k <= j; ++k) {
          subtract_product(transposed.at(i, k), u.at(k, j), sum.data());
        }
        negate(sum.data());
        Tile result(kTile, 0.0f);
        subtract_product(transposed.at(i, i), sum.data(), result.data());
        std::copy(result.begin(), result.end(), u.at(i, j));
      }
    }
  });
}

// V upper triangular becomes V V^T (its upper tiles): W(i, j) = Σ_{k>=j} V(i, k) V(j, k)^T.
void multiply_by_transpose(Tiles& v, int threads) {
  const size_t count = v.count();
  Tiles transposed(count);
  for (size_t k = 0; k < count; ++k) {
    for (size_t i = 0; i <= k; ++i) transpose_tile(v.at(i, k), transposed.at(i, k));
  }
  parallel_for(threads, count, 1, [&](size_t begin, size_t end, int) {
    for (size_t j = begin; j < end; ++j) {
      for (size_t i = 0; i <= j; ++i) {
        float* out = v.at(i, j);
        std::fill_n(out, kTile, 0.0f);
        for (size_t k = j; k < count; ++k) {
          subtract_product(transposed.at(i, k), transposed.at(j, k), out);
        }
        negate(out);
      }
    }
  });
}

}  // namespace

bool invert_positive_definite(std::vector<float>& matrix, size_t n, int threads) {
  Tiles tiles((n + kBlock - 1) / kBlock);
  tiles.load(matrix, n);
  std::vector<Tile> inverses;
  if (!factor(tiles, threads, inverses)) return false;
  invert_upper(tiles, threads, inverses);
  multiply_by_transpose(tiles, threads);
  tiles.store(matrix, n);
  return true;
}

}  // namespace likely
