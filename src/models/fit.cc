#include "models/fit.h"

#include <algorithm>

#include "base/hash.h"
#include "base/threads.h"

namespace likely {

namespace {

constexpr size_t kBins = 64;
constexpr size_t kSampleForBorders = 100'000;
constexpr size_t kBinBlock = 256;  // rows whose features fit the second cache

std::vector<Borders> fit_borders(const PairTable& table, int threads) {
  std::vector<size_t> sample;
  const size_t rows = table.pairs.size();
  for (size_t row = 0; row < rows; ++row) {
    if (rows <= kSampleForBorders || mix64(row, 5) % rows < kSampleForBorders) {
      sample.push_back(row);
    }
  }
  std::vector<Borders> borders(kFeatures);
  parallel_for(threads, kFeatures, 1, [&](size_t from, size_t to, int) {
    for (size_t f = from; f < to; ++f) {
      std::vector<float> numbers;
      numbers.reserve(sample.size());
      for (const size_t row : sample) numbers.push_back(table.features[row * kFeatures + f]);
      borders[f] = make_borders(std::move(numbers), kBins);
    }
  });
  return borders;
}

// What the number of conversions carries: a handful teaches little more than a mean.
TreeOptions options_for(size_t positives, double effort, int threads) {
  TreeOptions options{.bins = kBins, .threads = threads};
  if (positives < 100) {
    options.trees = 40;
  } else if (positives < 1000) {
    options.trees = 100;
  }
  options.trees = static_cast<int>(options.trees * effort);
  options.rate /= effort;
  return options;
}

}  // namespace

BinnedRows bin_pairs(const PairTable& table, std::span<const Borders> borders, int threads) {
  BinnedRows rows;
  rows.rows = table.pairs.size();
  rows.features = kFeatures;
  rows.bins.resize(rows.rows * kFeatures);
  rows.label.resize(rows.rows);
  rows.weight.resize(rows.rows);
  parallel_for(threads, rows.rows, kBinBlock, [&](size_t from, size_t to, int) {
    float numbers[kBinBlock];
    for (size_t f = 0; f < kFeatures; ++f) {
      for (size_t row = from; row < to; ++row) {
        numbers[row - from] = table.features[row * kFeatures + f];
      }
      borders[f].bin_all({numbers, to - from}, rows.bins.data() + f * rows.rows + from);
    }
    for (size_t row = from; row < to; ++row) {
      rows.label[row] = table.pairs[row].label;
      rows.weight[row] = table.pairs[row].weight;
    }
  });
  return rows;
}

Result<Fit> fit_pairs(const PairTable& table, double effort, int threads, Progress& progress) {
  Fit fit;
  fit.borders = fit_borders(table, threads);
  const BinnedRows rows = bin_pairs(table, fit.borders, threads);
  const auto positives =
      static_cast<size_t>(std::count(rows.label.begin(), rows.label.end(), uint8_t{1}));
  ASSIGN(fit.trees, train_trees(rows, options_for(positives, effort, threads), progress));
  return fit;
}

}  // namespace likely
