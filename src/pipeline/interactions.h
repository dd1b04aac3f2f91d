#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "domain/interactions.h"
#include "domain/mapping.h"
#include "store/space.h"

namespace likely {

// The mapping that serves.
struct ServingMapping {
  int64_t version = 0;
  TimeUs created_at = 0;
  Mapping mapping;
};

// kNotFound, with what to run first, when no mapping was ever set.
Result<ServingMapping> serving_mapping(Space& space);

// All interactions under the mapping that serves, its goals marked; what the learning reads.
Result<Interactions> read_interactions(Space& space, int threads);

}  // namespace likely
