#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "models/model.h"
#include "store/space.h"
#include "store/trait_store.h"
#include "traits/exclusion.h"

namespace likely {

// Makes the list of one profile of a model by the rules of a trait. Immutable, any number of
// threads; the column must outlive it.
class TraitLister {
 public:
  // past exclusions count back from `now`. allowed: per code, see allowed_by. Errors: kUsage.
  static Result<TraitLister> make(const TraitRecord& trait, const ColumnModel& column,
                                  std::span<const Interactions::Rule> rules, TimeUs now,
                                  std::vector<bool> allowed);

  // profile: the model's index. Codes are the column's.
  std::vector<TraitEntry> list_of(uint32_t profile) const;

 private:
  explicit TraitLister(const ColumnModel& column) : column_(column) {}
  const ColumnModel& column_;
  size_t count_ = 0;
  std::vector<PastExclusion> past_;
  std::vector<bool> allowed_;
};

// The values that a trait's conditions leave, true per code; empty: all. Conditions are held
// against what interactions before `learned_now` and the item feed say of the values: what the
// model learned, whatever has been sold since.
Result<std::vector<bool>> allowed_by(Space& space, const TraitRecord& trait,
                                     const ColumnModel& column, TimeUs learned_now, int threads);
// The same by interactions that the caller has.
Result<std::vector<bool>> allowed_by(const Interactions& data, const TraitRecord& trait,
                                     const ColumnModel& column, TimeUs learned_now);

}  // namespace likely
