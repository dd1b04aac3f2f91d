#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "domain/interactions.h"
#include "store/space.h"

namespace likely {

// What of the warehouse goes.
struct WarehouseCut {
  std::vector<ProfileNumber> profiles;  // their events and interactions
  std::vector<int64_t> events;          // rowids of events that are in no profile
  std::vector<int64_t> discards;        // rowids
  int64_t mapping = 0;                  // the version that serves; 0: none
};
struct WarehouseRemoved {
  uint64_t events = 0, discards = 0, interactions = 0;
  uint64_t values = 0;  // values and search texts that only those interactions had
};

// Writes the warehouse anew without those rows, and without the values of values_<v> that nothing
// uses any more (codes stay dense: the last ones take the places that become free). Tables of
// mappings that do not serve are left behind.
Result<WarehouseRemoved> rewrite_warehouse(Space& space, const WarehouseCut& cut,
                                           Progress& progress);

struct StateRemoved {
  uint64_t profiles = 0;  // numbers: one, and one for each that was merged into it
  uint64_t external_ids = 0, memberships = 0, lists = 0;
};

// Takes a person out of all tables of the state, in one transaction: ids, merges, memberships,
// lists, and the values of traits that only their lists had. Ranks of other members stay as they
// were computed; the audience's size and expected sum follow. The file still holds the bytes until
// Sqlite::compact().
Result<StateRemoved> erase_from_state(Sqlite& state, std::span<const ProfileNumber> numbers);

}  // namespace likely
