#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "domain/interactions.h"
#include "domain/mapping.h"
#include "models/model.h"
#include "store/interaction_loader.h"
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

// The mapping that serves as the loader of interactions wants it, its goals marked.
Result<InteractionSource> interaction_source(Space& space);

// All interactions under the mapping that serves, its goals marked; what the learning reads.
Result<Interactions> read_interactions(Space& space, int threads);

// The codes in which a model reads the interactions of the mapping that serves, which may be
// another one than it was trained under. The model must outlive them.
Result<ModelCodes> model_codes(Space& space, const Model& model);

}  // namespace likely
