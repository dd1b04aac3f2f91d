#pragma once

#include <cstdint>
#include <vector>

#include "domain/interactions.h"

namespace likely {

// Whose events are new. Any order, each at least once.
struct ChangedProfiles {
  std::vector<ProfileNumber> active;
  // These and those told before are all whom the first so many stored events are of; 0: unknown.
  int64_t events = 0;
};

}  // namespace likely
