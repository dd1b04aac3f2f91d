#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "catalog/event_shape.h"
#include "catalog/property_names.h"
#include "catalog/suggest.h"

namespace likely {

// An event on its way to be an interaction: it has a key, or the words of a search.
struct Proposal {
  const EventShape* shape = nullptr;
  const PathShape* key = nullptr;
  const PathShape* query = nullptr;
  int order = 0;  // how telling its kind is, the lower the better
  int round = 0;  // how many of its kind are more frequent
};

// The events to map, the most telling kinds first, at most kManyInteractions; the others are named
// in left_out. They point into `shapes`.
std::vector<Proposal> choose_events(std::span<const EventShape> shapes,
                                    std::vector<Suggestion::LeftOut>& left_out);

// The property that best fits a role, of those below so many arrays that at least such a share of
// the samples has; or nullptr.
const PathShape* find_role(const EventShape& shape, Role role, size_t depth, double least);

// part / whole, or 0.
inline double share(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace likely
