#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/interactions.h"
#include "store/space.h"

namespace likely {

// The mark of live scores: of the stored events, in the order of their table, the first so many
// were scored, whoever they are of. It may be too low, never too high: whoever has events after it
// is scored again. A count, since rows get other rowids when the table is written anew.

// Nothing: no server was ever in the folder.
Result<std::optional<int64_t>> scored_events(Sqlite& state);
// Inside the caller's transaction.
Result<void> set_scored_events(Sqlite& state, int64_t events);

// Whoever has events after the first so many, ascending, and how many events there are.
struct UnscoredPeople {
  std::vector<ProfileNumber> people;
  int64_t events = 0;
};
Result<UnscoredPeople> unscored_people(Space& space, int64_t scored);

// Before those events of a table go for which `condition` is true, in SQL: the mark falls by those
// of them that are scored. If they then stay after all, it is too low.
Result<void> lower_scored_events(Sqlite& state, DuckConnection& connection,
                                 const std::string& table, const std::string& condition);

}  // namespace likely
