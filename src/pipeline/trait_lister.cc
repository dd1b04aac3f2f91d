#include "pipeline/trait_lister.h"

#include <algorithm>

#include "pipeline/checks.h"
#include "pipeline/interactions.h"
#include "pipeline/item_attributes.h"

namespace likely {

Result<TraitLister> TraitLister::make(const TraitRecord& trait, const ColumnModel& column,
                                      std::span<const Interactions::Rule> rules, TimeUs now,
                                      std::vector<bool> allowed) {
  TraitLister lister(column);
  lister.count_ = static_cast<size_t>(trait.count);
  for (const auto& text : trait.exclude) {
    ASSIGN(auto one, parse_past_exclusion(text, rules, now));
    lister.past_.push_back(std::move(one));
  }
  lister.allowed_ = std::move(allowed);
  return lister;
}

// Values that the person has done an excluded thing with are asked for in excess, then dropped.
std::vector<TraitEntry> TraitLister::list_of(uint32_t profile) const {
  std::vector<uint32_t> excluded;
  for (const PastExclusion& past : past_) {
    for (const size_t rule : past.rules) {
      const auto touched = column_.touched(profile, rule, past.since);
      excluded.insert(excluded.end(), touched.begin(), touched.end());
    }
  }
  std::sort(excluded.begin(), excluded.end());
  excluded.erase(std::unique(excluded.begin(), excluded.end()), excluded.end());
  std::vector<TraitEntry> entries;
  for (const auto& best : column_.best_values(profile, count_ + excluded.size(), allowed_)) {
    if (entries.size() == count_) break;
    if (std::binary_search(excluded.begin(), excluded.end(), best.code)) continue;
    entries.push_back({best.code, best.probability});
  }
  return entries;
}

Result<std::vector<bool>> allowed_by(Space& space, const TraitRecord& trait,
                                     const ColumnModel& column, TimeUs learned_now, int threads) {
  if (trait.exclude_where.empty()) return std::vector<bool>();
  ASSIGN(const Interactions none, no_interactions(space));
  TRY(allowed_by(none, trait, column, learned_now));  // refused before anything is read
  ASSIGN(const Interactions data, read_interactions(space, threads));
  return allowed_by(data, trait, column, learned_now);
}

Result<std::vector<bool>> allowed_by(const Interactions& data, const TraitRecord& trait,
                                     const ColumnModel& column, TimeUs learned_now) {
  std::vector<std::vector<Condition>> lists;
  for (const auto& text : trait.exclude_where) {
    ASSIGN(auto list, parse_conditions(text));
    lists.push_back(std::move(list));
  }
  return allowed_values(data, learned_now, column, lists);
}

}  // namespace likely
