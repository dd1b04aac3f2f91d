#include "store/live_changes.h"

namespace likely {

Result<void> note_live_change(Sqlite& state, std::string_view kind, int64_t id,
                              ProfileNumber profile, TimeUs at) {
  ASSIGN(auto put, state.prepare("INSERT OR REPLACE INTO live_changes (kind, id, profile, at_us) "
                                 "VALUES (?1, ?2, ?3, ?4)"));
  return put.bind(1, kind).bind(2, id).bind(3, int64_t{profile}).bind(4, at).run();
}

Result<std::optional<TimeUs>> live_change_of(Sqlite& state, std::string_view kind, int64_t id,
                                             ProfileNumber profile) {
  ASSIGN(auto select, state.prepare("SELECT at_us FROM live_changes WHERE kind = ?1 AND id = ?2 "
                                    "AND profile = ?3"));
  select.bind(1, kind).bind(2, id).bind(3, int64_t{profile});
  ASSIGN(const bool there, select.step());
  if (!there) return std::nullopt;
  return select.integer(0);
}

Result<void> forget_live_changes(Sqlite& state, std::string_view kind, int64_t id) {
  ASSIGN(auto forget, state.prepare("DELETE FROM live_changes WHERE kind = ?1 AND id = ?2"));
  return forget.bind(1, kind).bind(2, id).run();
}

}  // namespace likely
