#pragma once

#include <vector>

#include "domain/interactions.h"

namespace likely {

// Whom new events changed. Any order, each at least once.
struct ChangedProfiles {
  std::vector<ProfileNumber> active;  // have new events
  std::vector<ProfileNumber> merged;  // were merged into another profile
  bool empty() const { return active.empty() && merged.empty(); }
};

}  // namespace likely
