#include "pipeline/population.h"

#include <algorithm>

#include "store/profile_ids.h"

namespace likely {

Result<Population> Population::of(Sqlite& state, const Model& model, bool known_only) {
  const auto profiles = model.profiles();
  ASSIGN(const auto living, living_profiles(state, profiles.empty() ? 0 : profiles.back()));
  std::vector<ProfileNumber> known;
  if (known_only) {
    ASSIGN(known, known_profiles(state));
  }
  Population population(profiles);
  for (uint32_t i = 0; i < profiles.size(); ++i) {
    const ProfileNumber number = profiles[i];
    const bool fits = !known_only || std::binary_search(known.begin(), known.end(), number);
    if (living[number] && fits) population.indices_.push_back(i);
  }
  population.whole_ = population.indices_.size() == profiles.size();
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
