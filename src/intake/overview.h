#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/event_store.h"
#include "store/model_registry.h"
#include "store/space.h"

namespace likely {

// What is in a data folder.
struct Overview {
  uint64_t events = 0, profiles = 0, discards = 0, items = 0;
  uint64_t values = 0;                // of all columns of the catalog; 0 without one
  std::optional<TimeUs> first, last;  // of the events
  std::vector<ModelRecord> models;    // newest first
  std::optional<TimeUs> as_of;        // the now of the newest model that serves
  uint64_t audiences = 0, traits = 0;
};
Result<Overview> overview(Space& space);

struct DiscardList {
  std::vector<ReasonCount> reasons;  // of all, most frequent first
  std::vector<DiscardRow> rows;      // newest first
};
Result<DiscardList> list_discards(Space& space, const DiscardQuery& query);

}  // namespace likely
