#include "intake/event_ids.h"

#include "store/event_store.h"

namespace likely {

Result<EventIds> EventIds::load(DuckConnection& connection, const std::string& table) {
  ASSIGN(const int64_t count, connection.number("SELECT count(*) FROM " + sql_name(table)));
  EventIds ids(static_cast<size_t>(count));
  TRY(each_id(connection, table, [&ids](Hash128 id) { ids.add(id); }));
  if (table == "events") {  // those that went because of their age
    TRY(each_id(connection, "past_ids", [&ids](Hash128 id) { ids.add(id); }));
  }
  return ids;
}

bool EventIds::add_row(Hash128& id) {
  const auto [seen, inserted] = seen_.insert(id);
  if (seen->file != file_) *seen = {.file = file_, .count = 0};
  const uint32_t ordinal = seen->count++;
  if (ordinal == 0) return inserted;
  id = {mix64(id.hi, ordinal), mix64(id.lo, ordinal)};
  return add(id);
}

}  // namespace likely
