#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/interactions.h"
#include "domain/refresh_rule.h"
#include "store/space.h"

namespace likely {

// The mark of live scores: of the stored events, in the order of their table, the first so many
// were scored, whoever they are of. It may be too low, never too high: whoever has events after it
// is scored again. A count, since rows get other rowids when the table is written anew.

// Nothing: no server was ever in the folder.
Result<std::optional<int64_t>> scored_events(Sqlite& state);
// Inside the caller's transaction.
Result<void> set_scored_events(Sqlite& state, int64_t events);
// The same, unless full_computations() is another now than when those who were scored were chosen.
Result<void> raise_scored_events(Sqlite& state, int64_t events, int64_t computations);

// Whether an audience or trait follows events.
Result<bool> is_anything_live(Sqlite& state);

// A full computation of something live reads all events, and stores what it made of them later;
// meanwhile people may be scored with newer events, and what it stores undoes that. Before it
// reads it asks how many events are scored then: all there are, when nothing is live. Nothing: no
// server was ever in the folder.
Result<std::optional<int64_t>> scored_before_reading(Space& space);
// put_refresh_rule() of what was computed, inside the transaction that stores it: the mark falls to
// that again, or is that when nothing was live yet.
Result<void> put_computed_rule(Sqlite& state, std::string_view kind, int64_t id,
                               const RefreshRule& rule, std::optional<int64_t> scored_before);
// How often that happened.
Result<int64_t> full_computations(Sqlite& state);

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
