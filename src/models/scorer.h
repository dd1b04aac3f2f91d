#pragma once

#include <memory>
#include <span>
#include <vector>

#include "models/features.h"
#include "models/state.h"
#include "models/trees.h"

namespace likely {

// The collaborative sums of one profile with every value, reused from profile to profile.
class CollaborativeSums {
 public:
  explicit CollaborativeSums(size_t values)
      : sums_(values), seen_(values, 0), touched_(values + 1) {}
  // Sums of `profile`'s cells; REQUIRES: state outlives the next call.
  void load(const ColumnState& state, size_t profile);
  const Collaborative& of(uint32_t value) const { return sums_[value]; }
  // Values with a sum, in no order.
  std::span<const uint32_t> touched() const { return {touched_.data(), count_}; }

 private:
  std::vector<Collaborative> sums_;
  // 1 when touched; not a byte, which the compiler must take for a part of anything.
  std::vector<uint32_t> seen_;
  std::vector<uint32_t> touched_;  // the first count_; one more is written than there can be
  size_t count_ = 0;
};

// A pair of a profile and a value, with all that features need to know.
struct PairContext {
  size_t profile = 0;
  uint32_t value = 0;
  const Cell* own = nullptr;
  Collaborative sums;
  bool masked = false;  // look at the value as if it had never been seen
};

// All features of a pair, kFeatures floats.
void pair_features(const State& state, size_t column, const PairContext& pair, float* out);

// Scores pairs of one column: features → bins → trees, 64 pairs at a time. Immutable; many threads
// may score at once. state, borders and trees must outlive it.
class Scorer {
 public:
  Scorer(const State& state, size_t column, std::span<const Borders> borders,
         const ObliviousTrees& trees);
  // The same trees for the histories of another state, whose values are the same: what was worked
  // out a value is shared.
  Scorer(const Scorer& learned, const State& state);

  // Log-odds in units of the trees, of one value with every profile. `stand_ins`: weighted known
  // values whose parents an unseen value is taken to have.
  void score_value(uint32_t value, int threads, std::span<int64_t> out) const;
  // The same for a value that no one touched, with these parents (codes or kNoValue).
  void score_unseen(std::span<const uint32_t> parents, int threads, std::span<int64_t> out) const;
  // Of one profile with each of `values`; `sums` is loaded with the profile.
  void score_profile(size_t profile, const CollaborativeSums& sums,
                     std::span<const uint32_t> values, std::span<int64_t> out) const;

 private:
  class Block;
  class ProfileBlock;
  // Bins that do not depend on the profile.
  struct LearnedBins {
    uint8_t absent_own[kOwnFeatures];
    std::vector<uint8_t> values;  // of every value, feature by feature
    uint8_t unseen[kValueFeatures];
    uint8_t unknown_parent[kParentSlots * kParentFeatures];  // the value has no such parent
    uint8_t absent_parent[kParentSlots * kParentFeatures];   // the profile never touched it
  };
  std::shared_ptr<const LearnedBins> learn_bins() const;
  std::vector<uint8_t> bin_profiles() const;
  const ValueStats& learned_stats(uint32_t value) const;
  void fill(const PairContext& pair, std::span<const uint32_t> parents, Block& block) const;
  template <typename SumsOf>
  void score_all(uint32_t value, std::span<const uint32_t> parents, int threads,
                 const SumsOf& sums_of, std::span<int64_t> out) const;

  const State& state_;
  size_t number_;
  const ColumnState& column_;
  std::span<const Borders> borders_;
  const ObliviousTrees& trees_;
  std::shared_ptr<const LearnedBins> learned_;
  std::vector<uint8_t> profile_bins_;  // kProfileFeatures a profile
};

}  // namespace likely
