#pragma once

#include <vector>

#include "models/scorer.h"

namespace likely {

// What happened in a closed window: goal conversions of (profile, value), each once.
struct Outcomes {
  std::vector<uint64_t> begin;   // per profile, into values
  std::vector<uint32_t> values;  // ascending within a profile

  std::span<const uint32_t> of(size_t profile) const {
    return std::span(values).subspan(begin[profile], begin[profile + 1] - begin[profile]);
  }
};

// Conversions in [from, to) of profiles with history before `from`.
Outcomes build_outcomes(const Interactions& data, const ColumnRows& column, const State& state,
                        TimeUs from, TimeUs to);

struct Pair {
  uint32_t profile;
  uint32_t value;
  float weight;
  uint8_t label;
  uint8_t masked;
};

// Pairs with their features, row by row.
struct PairTable {
  std::vector<Pair> pairs;
  std::vector<float> features;  // kFeatures a pair
  void append(const PairTable& more);
};

// Training pairs of one window: every positive at weight 1; own-history negatives, the
// highest-scored and a sample of the rest, each at the inverse of its sampling rate. Probabilities
// stay unbiased because positives are never sampled alone: when all pairs would be more than
// `most`, whole profiles are. Values first touched within young_days may be masked. Sorted by
// (profile, value); chosen by hash, so the same every time.
PairTable sample_pairs(const State& state, size_t column, const Outcomes& outcomes, size_t most,
                       double young_days, uint64_t seed, int threads);

}  // namespace likely
