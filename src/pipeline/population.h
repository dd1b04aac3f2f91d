#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "models/model.h"
#include "store/sqlite.h"

namespace likely {

// Who is eligible among the profiles of a model: those that are still people of their own (neither
// merged into another nor erased since it was trained), with a user_id if only known ones are asked
// for.
class Population {
 public:
  static Result<Population> of(Sqlite& state, const Model& model, bool known_only);

  size_t size() const { return whole_ ? profiles_.size() : indices_.size(); }
  // The model's index and the number of the i-th eligible profile; both rise with i.
  uint32_t index(size_t i) const { return whole_ ? static_cast<uint32_t>(i) : indices_[i]; }
  ProfileNumber number(size_t i) const { return profiles_[index(i)]; }
  // Of values for all profiles of the model, those of the eligible.
  std::vector<float> pick(std::vector<float> all) const;

 private:
  explicit Population(std::span<const ProfileNumber> profiles) : profiles_(profiles) {}
  std::span<const ProfileNumber> profiles_;  // the model's
  bool whole_ = true;
  std::vector<uint32_t> indices_;  // unless whole_
};

}  // namespace likely
