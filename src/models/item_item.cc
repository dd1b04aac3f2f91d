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
constexpr size_t kNeighboursOfLocalRidge = 64;
constexpr size_t kGramKept = 384;  // entries kept of a row of XᵀX above kExactValues

struct Weighted {
  uint32_t index;
  float weight;
};

// The row-normalised inputs, by value: which profiles touched it, and how much.
struct Teachers {
  Csr by_profile;
  Csr by_value;
  std::vector<float> diagonal;  // Σ_u x²
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
                    {},
                    std::vector<float>(values, 0.0f)};
  teachers.by_value = transpose(teachers.by_profile, values);
  for (size_t v = 0; v < values; ++v) {
    for (const float x : teachers.by_value.weights(v)) teachers.diagonal[v] += x * x;
  }
  return teachers;
}

// Row j of XᵀX added into `row`, value v at place(v); profiles in ascending order.
template <typename Place>
void add_gram_row(const Teachers& teachers, size_t j, const Place& place, float* row) {
  const auto profiles = teachers.by_value.indices(j);
  const auto weights = teachers.by_value.weights(j);
  for (size_t k = 0; k < profiles.size(); ++k) {
    const auto others = teachers.by_profile.indices(profiles[k]);
    const auto theirs = teachers.by_profile.weights(profiles[k]);
    for (size_t o = 0; o < others.size(); ++o) row[place(others[o])] += weights[k] * theirs[o];
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

// An object, not a function: it is inlined into the selection.
constexpr auto magnitude = [](const Weighted& entry) { return std::abs(entry.weight); };

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
    const float scale =
        std::sqrt((teachers.diagonal[v] + shrink) * (teachers.diagonal[entry.index] + shrink));
    row.push_back({entry.index, entry.weight / scale});
  }
  keep_strongest(row, kKept, magnitude);
  return row;
}

std::vector<Weighted> nonzero(const float* row, const std::vector<uint32_t>& values) {
  std::vector<Weighted> entries;
  for (size_t k = 0; k < values.size(); ++k) {
    if (row[k] != 0) entries.push_back({values[k], row[k]});
  }
  return entries;
}

// Values that no teacher touched have no neighbours: the system is solved without them.
Neighbours exact_neighbours(const Teachers& teachers, size_t values, int threads) {
  std::vector<uint32_t> active;
  std::vector<uint32_t> place(values, kNoValue);
  for (uint32_t v = 0; v < values; ++v) {
    if (teachers.diagonal[v] <= 0) continue;
    place[v] = static_cast<uint32_t>(active.size());
    active.push_back(v);
  }
  const size_t n = active.size();
  std::vector<float> gram(n * n, 0.0f);
  std::vector<std::vector<Weighted>> cosine(values), ridge(values);
  const float mean = mean_of(teachers.diagonal);
  parallel_for(threads, n, 16, [&](size_t from, size_t to, int) {
    for (size_t i = from; i < to; ++i) {
      float* row = gram.data() + i * n;
      add_gram_row(
          teachers, active[i], [&](uint32_t v) { return place[v]; }, row);
      cosine[active[i]] = cosine_row(teachers, mean, active[i], nonzero(row, active));
    }
  });
  for (size_t i = 0; i < n; ++i) gram[i * n + i] += kRidge * mean;
  if (!invert_positive_definite(gram, n, threads)) return {{}, from_targets(cosine)};
  parallel_for(threads, n, 16, [&](size_t from, size_t to, int) {
    for (size_t i = from; i < to; ++i) {
      const float* row = gram.data() + i * n;  // symmetric: row i is column i
      std::vector<Weighted>& weights = ridge[active[i]];
      weights = nonzero(row, active);
      std::erase_if(weights, [&](const Weighted& entry) { return entry.index == active[i]; });
      for (Weighted& entry : weights) entry.weight = -entry.weight / row[i];
      keep_strongest(weights, kKept, magnitude);
    }
  });
  return {from_targets(ridge), from_targets(cosine)};
}

// Solves A x = b for a small symmetric positive definite A (row major, n × n, lower half read) by
// Cholesky, in place; false when A is not positive definite.
bool solve_small(std::vector<float>& a, std::vector<float>& b) {
  const size_t n = b.size();
  const auto dot = [&](size_t i, size_t j) {
    float sum = 0;
    for (size_t k = 0; k < j; ++k) sum += a[i * n + k] * a[j * n + k];
    return sum;
  };
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < i; ++j) a[i * n + j] = (a[i * n + j] - dot(i, j)) / a[j * n + j];
    const float pivot = a[i * n + i] - dot(i, i);
    if (!(pivot > 0)) return false;
    a[i * n + i] = std::sqrt(pivot);
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

// Regresses values on their nearest neighbours, one after another; one worker owns it.
class LocalRidge {
 public:
  LocalRidge(const std::vector<std::vector<Weighted>>& gram, const std::vector<float>& diagonal,
             float lambda)
      : gram_(gram), diagonal_(diagonal), lambda_(lambda), place_(gram.size(), kNoValue) {}

  // Weights of value v; its own row when the small system cannot be solved.
  std::vector<Weighted> row(size_t v, std::vector<Weighted> nearest) {
    keep_strongest(nearest, kNeighboursOfLocalRidge, magnitude);
    const size_t n = nearest.size();
    a_.assign(n * n, 0.0f);
    b_.assign(n, 0.0f);
    for (size_t i = 0; i < n; ++i) place_[nearest[i].index] = static_cast<uint32_t>(i);
    for (const Weighted& entry : gram_[v]) {
      if (place_[entry.index] != kNoValue) b_[place_[entry.index]] = entry.weight;
    }
    for (size_t i = 0; i < n; ++i) {
      for (const Weighted& entry : gram_[nearest[i].index]) {
        const uint32_t j = place_[entry.index];
        // A row keeps its strongest entries only, so either side may know the pair.
        if (j != kNoValue) a_[i * n + j] = a_[j * n + i] = entry.weight;
      }
      a_[i * n + i] = diagonal_[nearest[i].index] + lambda_;
    }
    for (const Weighted& entry : nearest) place_[entry.index] = kNoValue;
    if (!solve_small(a_, b_)) return nearest;
    for (size_t i = 0; i < n; ++i) nearest[i].weight = b_[i];
    return nearest;
  }

 private:
  const std::vector<std::vector<Weighted>>& gram_;
  const std::vector<float>& diagonal_;
  float lambda_;
  std::vector<uint32_t> place_;  // of a value among the nearest, or kNoValue
  std::vector<float> a_, b_;
};

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
      add_gram_row(
          teachers, v, [](uint32_t other) { return other; }, row.data());
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
  parallel_for(threads, values, 1024, [&](size_t from, size_t to, int) {
    LocalRidge local(gram, teachers.diagonal, kRidge * mean);
    for (size_t v = from; v < to; ++v) ridge[v] = local.row(v, cosine[v]);
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
