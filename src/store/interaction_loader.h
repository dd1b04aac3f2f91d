#pragma once

#include <span>

#include "base/result.h"
#include "domain/interactions.h"
#include "store/interaction_codes.h"
#include "store/row_cache.h"
#include "store/space.h"

namespace likely {

// All interactions of a mapping, merged profiles and the item feed applied: profiles are survivors,
// codes are ranks of the values by bytes, a cell that a row lacks is taken from the feed.
Result<Interactions> load_interactions(Space& space, const InteractionSource& source, int threads);

// The same in the codes of a model, which are extended first; columns have no names and values.
// Rows of a rule, and cells of a value, that the model does not know are left out; the rows count.
Result<Interactions> load_in_codes(Space& space, ModelCodes& codes, int threads);

// Of these people only, given as survivors; their rows are those of all their numbers. One pass
// over the table for those who are not in the cache.
Result<Interactions> load_in_codes(Space& space, ModelCodes& codes,
                                   std::span<const ProfileNumber> people, RowCache& cache,
                                   int threads);
Result<Interactions> load_in_codes(Space& space, ModelCodes& codes,
                                   std::span<const ProfileNumber> people, int threads);

}  // namespace likely
