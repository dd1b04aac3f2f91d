#include "models/item_item.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/threads.h"
#include "math/dense.h"
#include "math/exp2.h"

namespace likely {

namespace {

// λ of the ridge as a multiple of the mean diagonal of XᵀX; strong regularisation serves audiences,
// the sharp detail of own history is a feature of its own.
constexpr float kRidge = 10.0f;
constexpr size_t kNeighboursOfLocalRidge = 96;
constexpr size_t kGramKept = 384;   // entries kept of a row of XᵀX above kExactValues

struct Weighted {
  uint32_t index;
  float weight;
};

// The row-normalised inputs, by value: which profiles touched it, and how much.
struct Teachers {
  Csr by_profile;
  Csr by_value;
  std::vector<float> diagonal;   // Σ_u x²
};

Teachers make_teachers(const Histories& histories, std::span<const float> inputs, size_t values) {
  std::vector<uint64_t> begin{0};
  std::vector<uint32_t> index;
  std::vector<float> weight;
  for (size_t p = 0; p < histories.profiles(); ++p) {
    const uint64_t from = histories.begin[p], to = histories.begin[p + 1];
    double square = 0;
    for (uint64_t k = from; k < to; ++k) square += double(inputs[k]) * inputs[k];
    if (square > 0 && to - from <= kMostCellsOfATeacher) {
      const double scale = 1 / std::sqrt(square);
      for (uint64_t k = from; k < to; ++k) {
        if (inputs[k] <= 0) continue;
        index.push_back(histories.cells[k].value);
        weight.push_back(static_cast<float>(inputs[k] * scale));
      }
    }
    begin.push_back(index.size());
  }
  Teachers teachers{{Array(std::move(begin)), Array(std::move(index)), Array(std::move(weight))},
                    {}, std::vector<float>(values, 0.0f)};
  teachers.by_value = transpose(teachers.by_profile, values);
  for (size_t v = 0; v < values; ++v) {
    for (const float x : teachers.by_value.weights(v)) teachers.diagonal[v] += x * x;
  }
  return teachers;
}

// Row j of XᵀX added into `row` (values entries); profiles in ascending order.
void add_gram_row(const Teachers& teachers, size_t j, float* row) {
  const auto profiles = teachers.by_value.indices(j);
  const auto weights = teachers.by_value.weights(j);
  for (size_t k = 0; k < profiles.size(); ++k) {
    const auto others = teachers.by_profile.indices(profiles[k]);
    const auto theirs = teachers.by_profile.weights(profiles[k]);
    for (size_t o = 0; o < others.size(); ++o) row[others[o]] += weights[k] * theirs[o];
  }
}

// The strongest entries by `strength`, ties by index, in ascending index.
template <typename Strength>
void keep_strongest(std::vector<Weighted>& entries, size_t kept, Strength strength) {
  if (entries.size() > kept) {
    std::nth_element(entries.begin(), entries.begin() + static_cast<ptrdiff_t>(kept), entries.end(),
                     [&](const Weighted& a, const Weighted& b) {
                       const float left = strength(a), right = strength(b);
                       return left != right ? left > right : a.index < b.index;
                     });
    entries.resize(kept);
  }
  std::sort(entries.begin(), entries.end(),
            [](const Weighted& a, const Weighted& b) { return a.index < b.index; });
}

float magnitude(const Weighted& entry) { return std::abs(entry.weight); }

Csr to_csr(const std::vector<std::vector<Weighted>>& rows) {
  std::vector<uint64_t> begin{0};
  std::vector<uint32_t> index;
  std::vector<float> weight;
  for (const auto& row : rows) {
    for (const Weighted& entry : row) {
      index.push_back(entry.index);
      weight.push_back(entry.weight);
    }
    begin.push_back(index.size());
  }
  return {Array(std::move(begin)), Array(std::move(index)), Array(std::move(weight))};
}

ItemItem from_targets(const std::vector<std::vector<Weighted>>& rows) {
  ItemItem matrix;
  matrix.by_target = to_csr(rows);
  matrix.by_source = transpose(matrix.by_target, rows.size());
  return matrix;
}

float mean_of(const std::vector<float>& numbers) {
  double sum = 0;
  for (const float x : numbers) sum += x;
  return numbers.empty() ? 0.0f : static_cast<float>(sum / static_cast<double>(numbers.size()));
}

// cosine weights of target v from row v of XᵀX (symmetric).
std::vector<Weighted> cosine_row(const Teachers& teachers, float shrink, size_t v,
                                 std::span<const Weighted> gram) {
  std::vector<Weighted> row;
  for (const Weighted& entry : gram) {
    if (entry.index == v || entry.weight <= 0) continue;
    const float scale = std::sqrt((teachers.diagonal[v] + shrink) *
                                  (teachers.diagonal[entry.index] + shrink));
    row.push_back({entry.index, entry.weight / scale});
  }
  keep_strongest(row, kKept, magnitude);
  return row;
}

std::vector<Weighted> nonzero(const float* row, size_t values) {
  std::vector<Weighted> entries;
  for (size_t k = 0; k < values; ++k) {
    if (row[k] != 0) entries.push_back({static_cast<uint32_t>(k), row[k]});
  }
  return entries;
}

Neighbours exact_neighbours(const Teachers& teachers, size_t values, int threads) {
  std::vector<float> gram(values * values, 0.0f);
  std::vector<std::vector<Weighted>> cosine(values), ridge(values);
  const float mean = mean_of(teachers.diagonal);
  parallel_for(threads, values, 16, [&](size_t from, size_t to, int) {
    for (size_t v = from; v < to; ++v) {
      float* row = gram.data() + v * values;
      add_gram_row(teachers, v, row);
      cosine[v] = cosine_row(teachers, mean, v, nonzero(row, values));
    }
  });
  for (size_t v = 0; v < values; ++v) gram[v * values + v] += kRidge * mean;
  if (!invert_positive_definite(gram, values, threads)) return {{}, from_targets(cosine)};
  parallel_for(threads, values, 16, [&](size_t from, size_t to, int) {
    for (size_t v = from; v < to; ++v) {
      const float* row = gram.data() + v * values;  // symmetric: row v is column v
      for (size_t j = 0; j < values; ++j) {
        const float weight = -row[j] / row[v];
        if (j != v && weight != 0) ridge[v].push_back({static_cast<uint32_t>(j), weight});
      }
      keep_strongest(ridge[v], kKept, magnitude);
    }
  });
  return {from_targets(ridge), from_targets(cosine)};
}

// Solves A x = b for a small symmetric positive definite A (row major, n × n) by Cholesky, in
// place; false when A is not positive definite.
bool solve_small(std::vector<double>& a, std::vector<double>& b) {
  const size_t n = b.size();
  for (size_t k = 0; k < n; ++k) {
    for (size_t j = 0; j < k; ++j) {
      const double factor = a[k * n + j];
      for (size_t i = k; i < n; ++i) a[i * n + k] -= a[i * n + j] * factor;
    }
    if (!(a[k * n + k] > 0)) return false;
    const double root = std::sqrt(a[k * n + k]);
    for (size_t i = k; i < n; ++i) a[i * n + k] /= root;
  }
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < i; ++j) b[i] -= a[i * n + j] * b[j];
    b[i] /= a[i * n + i];
  }
  for (size_t i = n; i-- > 0;) {
    for (size_t j = i + 1; j < n; ++j) b[i] -= a[j * n + i] * b[j];
    b[i] /= a[i * n + i];
  }
  return true;
}

float gram_entry(const std::vector<Weighted>& row, uint32_t index) {
  const auto at = std::lower_bound(row.begin(), row.end(), index,
                                   [](const Weighted& e, uint32_t i) { return e.index < i; });
  return at != row.end() && at->index == index ? at->weight : 0.0f;
}

// Value v regressed on its nearest neighbours.
std::vector<Weighted> local_ridge_row(const std::vector<std::vector<Weighted>>& gram,
                                      const std::vector<float>& diagonal, float lambda, size_t v,
                                      std::vector<Weighted> nearest) {
  keep_strongest(nearest, kNeighboursOfLocalRidge, magnitude);
  const size_t n = nearest.size();
  std::vector<double> a(n * n), b(n);
  for (size_t i = 0; i < n; ++i) {
    const uint32_t left = nearest[i].index;
    b[i] = gram_entry(gram[v], left);
    for (size_t j = 0; j < i; ++j) {
      const uint32_t right = nearest[j].index;
      // A row of XᵀX keeps its strongest entries only: look on both sides.
      const float entry = std::max(gram_entry(gram[left], right), gram_entry(gram[right], left));
      a[i * n + j] = a[j * n + i] = entry;
    }
    a[i * n + i] = diagonal[left] + lambda;
  }
  if (!solve_small(a, b)) return nearest;
  for (size_t i = 0; i < n; ++i) nearest[i].weight = static_cast<float>(b[i]);
  return nearest;
}

Neighbours local_neighbours(const Teachers& teachers, size_t values, int threads) {
  std::vector<std::vector<Weighted>> gram(values), cosine(values), ridge(values);
  const float mean = mean_of(teachers.diagonal);
  parallel_for(threads, values, 64, [&](size_t from, size_t to, int) {
    std::vector<float> row(values, 0.0f);
    std::vector<uint32_t> touched;
    for (size_t v = from; v < to; ++v) {
      for (const uint32_t profile : teachers.by_value.indices(v)) {
        for (const uint32_t other : teachers.by_profile.indices(profile)) touched.push_back(other);
      }
      add_gram_row(teachers, v, row.data());
      std::sort(touched.begin(), touched.end());
      touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
      for (const uint32_t other : touched) {
        if (row[other] > 0) gram[v].push_back({other, row[other]});
        row[other] = 0;
      }
      touched.clear();
      cosine[v] = cosine_row(teachers, mean, v, gram[v]);
      keep_strongest(gram[v], kGramKept, magnitude);
    }
  });
  parallel_for(threads, values, 64, [&](size_t from, size_t to, int) {
    for (size_t v = from; v < to; ++v) {
      ridge[v] = local_ridge_row(gram, teachers.diagonal, kRidge * mean, v, cosine[v]);
    }
  });
  return {from_targets(ridge), from_targets(cosine)};
}

}  // namespace

std::vector<float> item_inputs(const Histories& histories, int threads) {
  std::vector<float> inputs(histories.cells.size());
  parallel_for(threads, inputs.size(), 1 << 16, [&](size_t from, size_t to, int) {
    for (size_t k = from; k < to; ++k) {
      inputs[k] = static_cast<float>(ln_exact(1.0 + histories.cells[k].active_days));
    }
  });
  return inputs;
}

Neighbours build_neighbours(const Histories& histories, std::span<const float> inputs,
                            size_t values, int threads) {
  const Teachers teachers = make_teachers(histories, inputs, values);
  return values <= kExactValues ? exact_neighbours(teachers, values, threads)
                                : local_neighbours(teachers, values, threads);
}

}  // namespace likely
