#include "pipeline/population.h"

#include <algorithm>

#include "store/profile_ids.h"

namespace likely {

Result<Population> Population::of(Sqlite& state, const Model& model, bool known_only) {
  ASSIGN(const auto merged, merged_profiles(state));
  std::vector<ProfileNumber> known;
  if (known_only) {
    ASSIGN(known, known_profiles(state));
  }
  Population population(model.profiles());
  for (uint32_t i = 0; i < population.profiles_.size(); ++i) {
    const ProfileNumber number = population.profiles_[i];
    const bool gone = std::binary_search(merged.begin(), merged.end(), number);
    const bool fits = !known_only || std::binary_search(known.begin(), known.end(), number);
    if (!gone && fits) population.indices_.push_back(i);
  }
  population.whole_ = population.indices_.size() == population.profiles_.size();
  if (population.whole_) population.indices_.clear();
  return population;
}

std::vector<float> Population::pick(std::vector<float> all) const {
  if (whole_) return all;
  for (size_t i = 0; i < indices_.size(); ++i) all[i] = all[indices_[i]];
  all.resize(indices_.size());
  return all;
}

}  // namespace likely
