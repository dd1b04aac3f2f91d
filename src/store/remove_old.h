#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/result.h"
#include "store/space.h"

namespace likely {

struct OldRemoved {
  uint64_t events = 0, interactions = 0, discards = 0;
};

// Takes what is older than `before` out of the warehouse, all or nothing: events and interactions
// by their own time, discards by when this function first saw them. The ids of those events stay
// known until seven days after `now`. REQUIRES: the space is written.
Result<OldRemoved> remove_old(Space& space, TimeUs before, TimeUs now);

}  // namespace likely
