// One profile with many values: what differs from value to value is little, and only that is worked
// out for each.

#include <algorithm>
#include <cstring>

#include "models/scorer.h"

namespace likely {

namespace {
constexpr size_t kLanes = ObliviousTrees::kBlock;
}

// Bins of up to kLanes values of a profile. Lanes say, from flush to flush, that the profile never
// touched the value.
class Scorer::ProfileBlock {
 public:
  ProfileBlock(const Scorer& scorer, size_t profile)
      : scorer_(scorer),
        column_(scorer.column_),
        activity_(scorer.state_.activity[profile]),
        profile_(column_.profiles[profile]) {
    fill_lanes(kProfileAt, kProfileFeatures,
               scorer.profile_bins_.data() + profile * kProfileFeatures);
    fill_lanes(kOwnAt, kOwnFeatures, scorer.learned_->absent_own);
    fill_lanes(kParentAt, kParentSlots * kParentFeatures, scorer.learned_->unknown_parent);
    for (const auto& parent : column_.parents) parents_.push_back(bin_parents(parent, profile));
  }

  // The next values, at most kLanes.
  void score(std::span<const uint32_t> values, const CollaborativeSums& sums,
             std::span<const Cell> cells, int64_t* out) {
    put_learned(values);
    put_own(values, cells);
    put_numbers(values, sums);
    for (size_t slot = 0; slot < parents_.size(); ++slot) put_parents(slot, values);
    int64_t scores[kLanes];
    scorer_.trees_.score_block(bins_, scores);
    std::copy_n(scores, values.size(), out);
    for (const size_t lane : touched_) {
      for (size_t f = 0; f < kOwnFeatures; ++f) {
        bin(kOwnAt + f, lane) = scorer_.learned_->absent_own[f];
      }
    }
    touched_.clear();
  }

 private:
  // The parents' cells that a profile has, and the bins of each.
  struct Parents {
    std::span<const Cell> cells;
    std::vector<uint8_t> bins;  // kParentFeatures a cell
  };

  uint8_t& bin(size_t feature, size_t lane) { return bins_[feature * kLanes + lane]; }
  void fill_lanes(size_t from, size_t count, const uint8_t* bins) {
    for (size_t f = 0; f < count; ++f) std::memset(&bin(from + f, 0), bins[f], kLanes);
  }

  Parents bin_parents(const ColumnState::Parent& parent, size_t profile) const {
    const ColumnState& column = scorer_.state_.columns[parent.column];
    Parents parents{.cells = column.histories.of(profile)};
    float features[kParentFeatures];
    const size_t first = kParentAt + parents_.size() * kParentFeatures;
    for (const Cell& cell : parents.cells) {
      parent_features(&cell, column.profiles[profile], true, features);
      for (size_t f = 0; f < kParentFeatures; ++f) {
        parents.bins.push_back(scorer_.borders_[first + f].bin(features[f]));
      }
    }
    return parents;
  }

  void put_learned(std::span<const uint32_t> values) {
    const size_t all = column_.values.size();
    const bool in_a_row =
        values.back() - values.front() + 1 == values.size() && std::ranges::is_sorted(values);
    for (size_t f = 0; f < kValueFeatures; ++f) {
      const uint8_t* learned = scorer_.learned_->values.data() + f * all;
      uint8_t* to = &bin(kValueAt + f, 0);
      if (in_a_row) {
        std::memcpy(to, learned + values.front(), values.size());
      } else {
        for (size_t lane = 0; lane < values.size(); ++lane) to[lane] = learned[values[lane]];
      }
    }
  }

  void put_own(std::span<const uint32_t> values, std::span<const Cell> cells) {
    const auto below = [](const Cell& cell, uint32_t v) { return cell.value < v; };
    auto cell = cells.begin();
    uint32_t before = 0;
    for (size_t lane = 0; lane < values.size(); ++lane) {
      const uint32_t value = values[lane];
      cell = std::lower_bound(value < before || lane == 0 ? cells.begin() : cell, cells.end(),
                              value, below);
      before = value;
      if (cell == cells.end() || cell->value != value) continue;
      float features[kOwnFeatures];
      own_features(&*cell, scorer_.learned_stats(value), activity_, profile_, features);
      for (size_t f = 0; f < kOwnFeatures; ++f) {
        bin(kOwnAt + f, lane) = scorer_.borders_[kOwnAt + f].bin(features[f]);
      }
      touched_.push_back(lane);
    }
  }

  void put_numbers(std::span<const uint32_t> values, const CollaborativeSums& sums) {
    float collaborative[kCollaborativeFeatures], price[kPriceFeatures];
    float by_feature[kCollaborativeFeatures + kPriceFeatures][kLanes];
    for (size_t lane = 0; lane < values.size(); ++lane) {
      const ValueStats& stats = scorer_.learned_stats(values[lane]);
      collaborative_features(sums.of(values[lane]), stats, profile_, collaborative);
      price_feature(stats, activity_, price);
      for (size_t f = 0; f < kCollaborativeFeatures; ++f) by_feature[f][lane] = collaborative[f];
      by_feature[kCollaborativeFeatures][lane] = price[0];
    }
    for (size_t f = 0; f < kCollaborativeFeatures; ++f) {
      scorer_.borders_[kCollaborativeAt + f].bin_all({by_feature[f], values.size()},
                                                     &bin(kCollaborativeAt + f, 0));
    }
    scorer_.borders_[kPriceAt].bin_all({by_feature[kCollaborativeFeatures], values.size()},
                                       &bin(kPriceAt, 0));
  }

  void put_parents(size_t slot, std::span<const uint32_t> values) {
    const auto& [cells, bins] = parents_[slot];
    const auto& of_value = column_.parents[slot].of_value;
    const size_t first = kParentAt + slot * kParentFeatures;
    for (size_t lane = 0; lane < values.size(); ++lane) {
      const uint32_t code = of_value[values[lane]];
      const uint8_t* from = scorer_.learned_->absent_parent + slot * kParentFeatures;
      if (code == kNoValue) {
        from = scorer_.learned_->unknown_parent + slot * kParentFeatures;
      } else {
        const auto cell = std::ranges::lower_bound(cells, code, {}, &Cell::value);
        if (cell != cells.end() && cell->value == code) {
          from = bins.data() + static_cast<size_t>(cell - cells.begin()) * kParentFeatures;
        }
      }
      for (size_t f = 0; f < kParentFeatures; ++f) bin(first + f, lane) = from[f];
    }
  }

  const Scorer& scorer_;
  const ColumnState& column_;
  const ProfileActivity& activity_;
  const ProfileColumn& profile_;
  std::vector<Parents> parents_;  // one a slot that the column has
  std::vector<size_t> touched_;   // lanes whose own bins are to be put back
  uint8_t bins_[kFeatures * kLanes] = {};
};

void Scorer::score_profile(size_t profile, const CollaborativeSums& sums,
                           std::span<const uint32_t> values, std::span<int64_t> out) const {
  ProfileBlock block(*this, profile);
  const auto cells = column_.histories.of(profile);
  for (size_t at = 0; at < values.size(); at += kLanes) {
    const auto some = values.subspan(at, std::min(kLanes, values.size() - at));
    block.score(some, sums, cells, out.data() + at);
  }
}

}  // namespace likely
