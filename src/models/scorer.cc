#include "models/scorer.h"

#include <algorithm>
#include <cstring>

#include "base/threads.h"

namespace likely {

namespace {

constexpr size_t kLanes = ObliviousTrees::kBlock;
constexpr size_t kProfilesATask = 64 * kLanes;

const ValueStats& stats_of(const ColumnState& column, const PairContext& pair) {
  static const ValueStats kUnseen = unseen_value();
  const bool seen = pair.value != kNoValue && !pair.masked && column.values[pair.value].touched > 0;
  return seen ? column.values[pair.value] : kUnseen;
}

void fill_parents(const State& state, const ColumnState& column, const PairContext& pair,
                  std::span<const uint32_t> codes, float* out) {
  for (size_t k = 0; k < kParentSlots; ++k) {
    float* features = out + k * kParentFeatures;
    if (k >= codes.size() || codes[k] == kNoValue) {
      parent_features(nullptr, {}, false, features);
      continue;
    }
    const ColumnState& parent = state.columns[column.parents[k].column];
    parent_features(find_cell(parent.histories, pair.profile, codes[k]),
                    parent.profiles[pair.profile], true, features);
  }
}

std::array<uint32_t, kParentSlots> parents_of(const ColumnState& column, uint32_t value) {
  std::array<uint32_t, kParentSlots> codes;
  codes.fill(kNoValue);
  for (size_t k = 0; k < column.parents.size(); ++k) codes[k] = column.parents[k].of_value[value];
  return codes;
}

}  // namespace

void CollaborativeSums::load(const ColumnState& state, size_t profile) {
  for (const uint32_t value : touched()) {
    sums_[value] = {};
    seen_[value] = 0;
  }
  const auto cells = state.histories.of(profile);
  const uint64_t first = state.histories.begin[profile];
  uint32_t* touched = touched_.data();
  uint32_t* seen = seen_.data();
  Collaborative* sums = sums_.data();
  size_t count = 0;
  // A value is noted whether it is new or not, and the note kept when it is.
  const auto add = [&](const Csr& by_source, auto&& apply) {
    for (size_t k = 0; k < cells.size(); ++k) {
      const float x = state.inputs[first + k];
      const auto targets = by_source.indices(cells[k].value);
      const float* weights = by_source.weights(cells[k].value).data();
      for (size_t t = 0; t < targets.size(); ++t) {
        const uint32_t value = targets[t];
        touched[count] = value;
        count += 1 - seen[value];
        seen[value] = 1;
        apply(sums[value], x * weights[t]);
      }
    }
  };
  if (state.neighbours.ridge.by_source.rows() > 0) {
    add(state.neighbours.ridge.by_source, [](Collaborative& sum, float part) {
      sum.ridge += part;
      sum.strongest = std::max(sum.strongest, part);
    });
  }
  add(state.neighbours.cosine.by_source,
      [](Collaborative& sum, float part) { sum.cosine += part; });
  count_ = count;
}

void pair_features(const State& state, size_t column_number, const PairContext& pair, float* out) {
  const ColumnState& column = state.columns[column_number];
  const ProfileActivity& activity = state.activity[pair.profile];
  const ProfileColumn& profile = column.profiles[pair.profile];
  const ValueStats& stats = stats_of(column, pair);
  const Collaborative sums = pair.masked ? Collaborative{} : pair.sums;
  own_features(pair.masked ? nullptr : pair.own, stats, activity, profile, out + kOwnAt);
  collaborative_features(sums, stats, profile, out + kCollaborativeAt);
  fill_parents(state, column, pair, parents_of(column, pair.value), out + kParentAt);
  price_feature(stats, activity, out + kPriceAt);
  value_features(stats, out + kValueAt);
  profile_features(activity, profile, out + kProfileAt);
}

// Bins of up to kLanes pairs, scored when full. Features that differ from pair to pair are binned
// side by side before that.
class Scorer::Block {
 public:
  explicit Block(const Scorer& scorer)
      : trees_(scorer.trees_),
        borders_(scorer.borders_),
        parents_(!scorer.column_.parents.empty()) {
    std::memset(bins_, 0, sizeof(bins_));
  }

  uint8_t* lane(size_t feature) { return bins_ + feature * kLanes + count_; }
  // A feature of the pair's sums, parents or price, as a number.
  float& number(size_t feature) { return numbers_[feature - kCollaborativeAt][count_]; }
  void next(int64_t* to) {
    to_[count_++] = to;
    if (count_ == kLanes) flush();
  }
  void flush() {
    if (count_ == 0) return;
    for (size_t f = kCollaborativeAt; f < kValueAt; ++f) {
      if (!parents_ && f >= kParentAt && f < kPriceAt) continue;
      borders_[f].bin_all({numbers_[f - kCollaborativeAt], count_}, bins_ + f * kLanes);
    }
    int64_t scores[kLanes];
    trees_.score_block(bins_, scores);
    for (size_t k = 0; k < count_; ++k) *to_[k] = scores[k];
    count_ = 0;
  }

 private:
  const ObliviousTrees& trees_;
  const std::span<const Borders> borders_;
  const bool parents_;  // else their bins are put, all the same
  float numbers_[kValueAt - kCollaborativeAt][kLanes];
  uint8_t bins_[kFeatures * kLanes];
  int64_t* to_[kLanes];
  size_t count_ = 0;
};

Scorer::Scorer(const State& state, size_t column, std::span<const Borders> borders,
               const ObliviousTrees& trees)
    : state_(state),
      number_(column),
      column_(state.columns[column]),
      borders_(borders),
      trees_(trees),
      learned_(learn_bins()),
      profile_bins_(bin_profiles()) {}

Scorer::Scorer(const Scorer& learned, const State& state)
    : state_(state),
      number_(learned.number_),
      column_(state.columns[learned.number_]),
      borders_(learned.borders_),
      trees_(learned.trees_),
      learned_(learned.learned_),
      profile_bins_(bin_profiles()) {}

const ValueStats& Scorer::learned_stats(uint32_t value) const {
  return stats_of(column_, {.value = value});
}

std::shared_ptr<const Scorer::LearnedBins> Scorer::learn_bins() const {
  auto bins = std::make_shared<LearnedBins>();
  float features[kFeatures];
  own_features(nullptr, {}, {}, {}, features);
  for (size_t f = 0; f < kOwnFeatures; ++f) {
    bins->absent_own[f] = borders_[kOwnAt + f].bin(features[f]);
  }
  const size_t values = column_.values.size();
  const auto bin_value = [&](const ValueStats& stats, uint8_t* out, size_t step) {
    value_features(stats, features);
    for (size_t f = 0; f < kValueFeatures; ++f) {
      out[f * step] = borders_[kValueAt + f].bin(features[f]);
    }
  };
  bin_value(unseen_value(), bins->unseen, 1);
  bins->values.resize(values * kValueFeatures);
  for (uint32_t v = 0; v < values; ++v) {
    bin_value(learned_stats(v), bins->values.data() + v, values);
  }
  for (size_t slot = 0; slot < kParentSlots; ++slot) {
    parent_features(nullptr, {}, true, features);
    for (size_t f = 0; f < kParentFeatures; ++f) {
      const size_t at = slot * kParentFeatures + f;
      bins->absent_parent[at] = borders_[kParentAt + at].bin(features[f]);
    }
  }
  fill_parents(state_, column_, {}, {}, features + kParentAt);
  for (size_t f = 0; f < kParentSlots * kParentFeatures; ++f) {
    bins->unknown_parent[f] = borders_[kParentAt + f].bin(features[kParentAt + f]);
  }
  return bins;
}

std::vector<uint8_t> Scorer::bin_profiles() const {
  float features[kProfileFeatures];
  std::vector<uint8_t> bins(state_.activity.size() * kProfileFeatures);
  for (size_t p = 0; p < state_.activity.size(); ++p) {
    profile_features(state_.activity[p], column_.profiles[p], features);
    for (size_t f = 0; f < kProfileFeatures; ++f) {
      bins[p * kProfileFeatures + f] = borders_[kProfileAt + f].bin(features[f]);
    }
  }
  return bins;
}

void Scorer::fill(const PairContext& pair, std::span<const uint32_t> parents, Block& block) const {
  const ProfileActivity& activity = state_.activity[pair.profile];
  const ProfileColumn& profile = column_.profiles[pair.profile];
  const ValueStats& stats = stats_of(column_, pair);
  float features[kFeatures];
  const auto number = [&](size_t from, size_t count) {
    for (size_t f = from; f < from + count; ++f) block.number(f) = features[f];
  };
  const auto put = [&](size_t from, size_t count, const uint8_t* bins) {
    for (size_t f = 0; f < count; ++f) *block.lane(from + f) = bins[f];
  };
  if (pair.own == nullptr) {
    put(kOwnAt, kOwnFeatures, learned_->absent_own);
  } else {
    own_features(pair.own, stats, activity, profile, features + kOwnAt);
    for (size_t f = kOwnAt; f < kOwnAt + kOwnFeatures; ++f) {
      *block.lane(f) = borders_[f].bin(features[f]);
    }
  }
  collaborative_features(pair.sums, stats, profile, features + kCollaborativeAt);
  number(kCollaborativeAt, kCollaborativeFeatures);
  if (column_.parents.empty()) {
    put(kParentAt, kParentSlots * kParentFeatures, learned_->unknown_parent);
  } else {
    fill_parents(state_, column_, pair, parents, features + kParentAt);
    number(kParentAt, kParentSlots * kParentFeatures);
  }
  price_feature(stats, activity, features + kPriceAt);
  number(kPriceAt, kPriceFeatures);
  if (pair.value == kNoValue) {
    put(kValueAt, kValueFeatures, learned_->unseen);
  } else {
    for (size_t f = 0; f < kValueFeatures; ++f) {
      *block.lane(kValueAt + f) = learned_->values[f * column_.values.size() + pair.value];
    }
  }
  put(kProfileAt, kProfileFeatures, profile_bins_.data() + pair.profile * kProfileFeatures);
}

template <typename SumsOf>
void Scorer::score_all(uint32_t value, std::span<const uint32_t> parents, int threads,
                       const SumsOf& sums_of, std::span<int64_t> out) const {
  parallel_for(threads, out.size(), kProfilesATask, [&](size_t from, size_t to, int) {
    Block block(*this);
    for (size_t p = from; p < to; ++p) {
      PairContext pair{.profile = p, .value = value};
      sums_of(pair);
      fill(pair, parents, block);
      block.next(&out[p]);
    }
    block.flush();
  });
}

void Scorer::score_value(uint32_t value, int threads, std::span<int64_t> out) const {
  const size_t values = column_.values.size();
  std::vector<float> ridge(values, 0.0f), cosine(values, 0.0f);
  const auto spread = [&](const Csr& by_target, std::vector<float>& dense) {
    if (by_target.rows() == 0) return;
    const auto sources = by_target.indices(value);
    for (size_t k = 0; k < sources.size(); ++k) dense[sources[k]] = by_target.weights(value)[k];
  };
  spread(column_.neighbours.ridge.by_target, ridge);
  spread(column_.neighbours.cosine.by_target, cosine);
  const auto sums_of = [&](PairContext& pair) {
    const uint64_t from = column_.histories.begin[pair.profile];
    const uint64_t to = column_.histories.begin[pair.profile + 1];
    for (uint64_t k = from; k < to; ++k) {
      const Cell& cell = column_.histories.cells[k];
      if (cell.value == value) pair.own = &cell;
      const float part = column_.inputs[k] * ridge[cell.value];
      pair.sums.ridge += part;
      pair.sums.strongest = std::max(pair.sums.strongest, part);
      pair.sums.cosine += column_.inputs[k] * cosine[cell.value];
    }
  };
  score_all(value, parents_of(column_, value), threads, sums_of, out);
}

void Scorer::score_unseen(std::span<const uint32_t> parents, int threads,
                          std::span<int64_t> out) const {
  score_all(
      kNoValue, parents, threads, [](PairContext&) {}, out);
}

}  // namespace likely
