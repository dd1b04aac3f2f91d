#include "store/scored_events.h"

#include <algorithm>

#include "base/format.h"
#include "store/facts.h"

namespace likely {

namespace {
constexpr std::string_view kScoredEvents = "scored_events";
}  // namespace

Result<std::optional<int64_t>> scored_events(Sqlite& state) { return fact(state, kScoredEvents); }

Result<void> set_scored_events(Sqlite& state, int64_t events) {
  ASSIGN(const auto before, scored_events(state));
  if (before == events) return {};
  return set_fact(state, kScoredEvents, events);
}

Result<UnscoredPeople> unscored_people(Space& space, int64_t scored) {
  ASSIGN(Warehouse * warehouse, space.warehouse());
  DuckConnection& connection = warehouse->connection();
  ASSIGN(const auto moment, DuckTransaction::begin(connection));
  UnscoredPeople found;
  ASSIGN(found.events, connection.number("SELECT count(*) FROM events"));
  if (scored >= found.events) return found;
  ASSIGN(auto rows,
         connection.stream(format("SELECT DISTINCT profile FROM (SELECT profile FROM events OFFSET "
                                  "{}) WHERE profile <> {} ORDER BY 1",
                                  scored, kNoProfile)));
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, rows.next(chunk));
    if (!more) return found;
    const auto* profiles = chunk.cells<ProfileNumber>(0);
    found.people.insert(found.people.end(), profiles, profiles + chunk.size());
  }
}

Result<void> lower_scored_events(Sqlite& state, DuckConnection& connection,
                                 const std::string& table, const std::string& condition) {
  ASSIGN(const auto scored, scored_events(state));
  if (!scored) return {};
  ASSIGN(const int64_t stay,
         connection.number(format("SELECT count(*) FROM (SELECT *, rowid FROM {} LIMIT {}) WHERE "
                                  "NOT ({})",
                                  table, *scored, condition)));
  return set_scored_events(state, stay);
}

}  // namespace likely
