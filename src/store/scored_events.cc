#include "store/scored_events.h"

#include <algorithm>

#include "base/format.h"
#include "store/facts.h"
#include "store/refresh_rules.h"

namespace likely {

namespace {
constexpr std::string_view kScoredEvents = "scored_events", kFullComputations = "full_computations";

Result<int64_t> stored_events(Space& space) {
  ASSIGN(Warehouse * warehouse, space.warehouse());
  return warehouse->connection().number("SELECT count(*) FROM events");
}
}  // namespace

Result<std::optional<int64_t>> scored_events(Sqlite& state) { return fact(state, kScoredEvents); }

Result<void> set_scored_events(Sqlite& state, int64_t events) {
  ASSIGN(const auto before, scored_events(state));
  if (before == events) return {};
  return set_fact(state, kScoredEvents, events);
}

Result<void> raise_scored_events(Sqlite& state, int64_t events, int64_t computations) {
  ASSIGN(const int64_t now, full_computations(state));
  if (now != computations) return {};
  return set_scored_events(state, events);
}

Result<bool> is_anything_live(Sqlite& state) {
  for (const std::string_view kind : {kAudienceKind, kTraitKind}) {
    ASSIGN(const auto rules, refresh_rules(state, kind));
    for (const auto& [id, rule] : rules) {
      if (rule.mode == RefreshMode::kLive) return true;
    }
  }
  return false;
}

Result<std::optional<int64_t>> scored_before_reading(Space& space) {
  ASSIGN(const auto mark, scored_events(space.state()));
  ASSIGN(const auto had_events, live_since(space.state()));
  if (!mark || !had_events) return mark;
  ASSIGN(const bool live, is_anything_live(space.state()));
  if (live) return mark;
  return stored_events(space);
}

Result<void> put_computed_rule(Sqlite& state, std::string_view kind, int64_t id,
                               const RefreshRule& rule, std::optional<int64_t> scored_before) {
  ASSIGN(const bool live, is_anything_live(state));
  TRY(put_refresh_rule(state, kind, id, rule));
  if (rule.mode != RefreshMode::kLive || !scored_before) return {};
  ASSIGN(const auto mark, scored_events(state));
  TRY(set_scored_events(state, live && mark ? std::min(*mark, *scored_before) : *scored_before));
  return count_fact(state, kFullComputations);
}

Result<int64_t> full_computations(Sqlite& state) {
  ASSIGN(const auto count, fact(state, kFullComputations));
  return count.value_or(0);
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
