#include "serving/person_events.h"

#include "base/format.h"
#include "store/profile_ids.h"
#include "store/sql_list.h"

namespace likely {

namespace {

std::string texts_of(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + sql_text(word);
  return list;
}

// What the events wanted are in SQL.
std::string condition_of(const EventsWanted& wanted) {
  std::string sql = format("at_us >= {}", wanted.since);
  if (wanted.until) sql += format(" AND at_us < {}", *wanted.until);
  if (const auto& after = wanted.after) {
    sql += format(
        " AND (at_us {3} {0} OR at_us = {0} AND (id_hi > {1} OR id_hi = {1} AND id_lo > {2}))",
        after->at, after->id.hi, after->id.lo, wanted.oldest_first ? '>' : '<');
  }
  if (!wanted.include.empty()) sql += format(" AND name IN ({})", texts_of(wanted.include));
  if (!wanted.exclude.empty()) sql += format(" AND name NOT IN ({})", texts_of(wanted.exclude));
  if (wanted.kind) sql += format(" AND kind = {}", static_cast<int>(*wanted.kind));
  if (wanted.name) sql += format(" AND name = {}", sql_text(*wanted.name));
  return sql;
}

}  // namespace

Result<std::vector<ShownEvent>> recent_events(Space& space, std::string_view id,
                                              const EventsWanted& wanted) {
  ASSIGN(const ProfileNumber profile, find_profile(space.state(), id));
  ASSIGN(const auto numbers, numbers_of_person(space.state(), profile));
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(DuckResult rows,
         warehouse->connection().stream(
             format("SELECT at_us, kind, name, body, id_hi, id_lo FROM events WHERE profile IN ({})"
                    " AND {} ORDER BY at_us {}, id_hi, id_lo LIMIT {}",
                    sql_list(numbers), condition_of(wanted), wanted.oldest_first ? "" : "DESC",
                    wanted.limit)));
  std::vector<ShownEvent> events;
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, rows.next(chunk));
    if (!more) return events;
    for (size_t row = 0; row < chunk.size(); ++row) {
      events.push_back({chunk.cells<int64_t>(0)[row],
                        static_cast<EventKind>(chunk.cells<uint8_t>(1)[row]),
                        std::string(chunk.text(2, row)),
                        std::string(chunk.text(3, row)),
                        {chunk.cells<uint64_t>(4)[row], chunk.cells<uint64_t>(5)[row]}});
    }
  }
}

Result<ProfileTimes> profile_times(Space& space, std::string_view id) {
  ASSIGN(const ProfileNumber profile, find_profile(space.state(), id));
  ASSIGN(const auto numbers, numbers_of_person(space.state(), profile));
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(DuckResult rows, warehouse->connection().stream(
                              format("SELECT coalesce(min(at_us), 0), coalesce(max(at_us), 0), "
                                     "count(*) FROM events WHERE profile IN ({})",
                                     sql_list(numbers))));
  DuckChunk chunk;
  ASSIGN(const bool any, rows.next(chunk));
  if (!any || chunk.size() == 0 || chunk.cells<int64_t>(2)[0] == 0) return ProfileTimes{};
  return ProfileTimes{chunk.cells<int64_t>(0)[0], chunk.cells<int64_t>(1)[0]};
}

}  // namespace likely
