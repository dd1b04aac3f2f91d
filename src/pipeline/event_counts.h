#pragma once

#include <vector>

#include "base/result.h"
#include "catalog/validate.h"
#include "store/duck.h"

namespace likely {

// How many events of each name belong to somebody, the most frequent first.
Result<std::vector<EventCount>> count_events(DuckConnection& connection);

uint64_t total_of(const std::vector<EventCount>& events);

}  // namespace likely
