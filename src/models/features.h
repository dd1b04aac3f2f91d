#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "models/model.h"
#include "models/state.h"

namespace likely {

struct FeatureInfo {
  std::string_view name;
  Reason::Kind group;  // what it tells about, for reasons
};

// A pair's features in this order: of the pair's own cell, collaborative, of the parents' cells,
// of the value, of the profile.
inline constexpr size_t kOwnFeatures = 16;
inline constexpr size_t kCollaborativeFeatures = 5;
inline constexpr size_t kParentFeatures = 6;  // of each of kParentSlots parents
inline constexpr size_t kPriceFeatures = 1;
inline constexpr size_t kValueFeatures = 12;
inline constexpr size_t kProfileFeatures = 16;
inline constexpr size_t kOwnAt = 0;
inline constexpr size_t kCollaborativeAt = kOwnAt + kOwnFeatures;
inline constexpr size_t kParentAt = kCollaborativeAt + kCollaborativeFeatures;
inline constexpr size_t kPriceAt = kParentAt + kParentSlots * kParentFeatures;
inline constexpr size_t kValueAt = kPriceAt + kPriceFeatures;
inline constexpr size_t kProfileAt = kValueAt + kValueFeatures;
inline constexpr size_t kFeatures = kProfileAt + kProfileFeatures;

const std::array<FeatureInfo, kFeatures>& feature_infos();

// Sums over the profile's cells: the collaborative side of a pair.
struct Collaborative {
  float ridge = 0;
  float cosine = 0;
  float strongest = 0;  // the largest single ridge contribution
};

// Each fills its own part of a pair's features.
void own_features(const Cell* own, const ValueStats& value, const ProfileActivity& activity,
                  const ProfileColumn& profile, float* out);
void collaborative_features(const Collaborative& sums, const ValueStats& value,
                            const ProfileColumn& profile, float* out);
void parent_features(const Cell* cell, const ProfileColumn& profile, bool known, float* out);
void price_feature(const ValueStats& value, const ProfileActivity& activity, float* out);
void value_features(const ValueStats& value, float* out);
void profile_features(const ProfileActivity& activity, const ProfileColumn& profile, float* out);

// Values with no touch before the cut have one look, whatever they are.
ValueStats unseen_value();

// A profile's cell of a value, or nullptr.
const Cell* find_cell(const Histories& histories, size_t profile, uint32_t value);

// Borders between bins: bin of x = number of borders below x. At most 255 borders a feature.
struct Borders {
  std::vector<float> border;
  uint8_t bin(float x) const;
  // The same of many numbers.
  void bin_all(std::span<const float> x, uint8_t* out) const;
};

// Borders from quantiles of a sample of values, distinct, at most `bins` - 1.
Borders make_borders(std::vector<float> sample, size_t bins);

}  // namespace likely
