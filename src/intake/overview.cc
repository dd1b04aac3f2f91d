#include "intake/overview.h"

#include <algorithm>

#include "store/interaction_store.h"
#include "store/mapping_store.h"

namespace likely {

Result<Overview> overview(Space& space) {
  Overview out;
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(const EventTotals totals, event_totals(warehouse->connection()));
  out.events = totals.events;
  out.discards = totals.discards;
  if (totals.events > 0) {
    out.first = totals.first;
    out.last = totals.last;
  }
  const auto count = [&](const char* sql) { return space.state().number(sql); };
  ASSIGN(const int64_t profiles,
         count("SELECT count(*) FROM profiles WHERE number NOT IN (SELECT number FROM merges)"));
  ASSIGN(const int64_t items, count("SELECT count(*) FROM items"));
  ASSIGN(const int64_t audiences,
         count("SELECT count(*) FROM audiences WHERE status <> 'deleted'"));
  ASSIGN(const int64_t traits, count("SELECT count(*) FROM traits WHERE status <> 'deleted'"));
  out.profiles = static_cast<uint64_t>(profiles);
  out.items = static_cast<uint64_t>(items);
  out.audiences = static_cast<uint64_t>(audiences);
  out.traits = static_cast<uint64_t>(traits);
  ASSIGN(const auto mapping, current_mapping(space.state()));
  if (mapping) {
    ASSIGN(const int64_t values,
           warehouse->connection().number("SELECT count(*) FROM " +
                                          sql_name(values_table(mapping->version))));
    out.values = static_cast<uint64_t>(values);
  }
  ASSIGN(out.models, ModelRegistry(space).list());
  if (const ModelRecord* serving = serving_among(out.models)) out.as_of = serving->as_of;
  return out;
}

Result<DiscardList> list_discards(Space& space, const DiscardQuery& query) {
  ASSIGN(Warehouse * warehouse, space.warehouse());
  DiscardList list;
  ASSIGN(list.reasons, count_discards(warehouse->connection()));
  const bool known = std::any_of(list.reasons.begin(), list.reasons.end(),
                                 [&](const ReasonCount& r) { return r.reason == query.reason; });
  if (!query.reason.empty() && !known) return list;
  ASSIGN(list.rows, read_discards(warehouse->connection(), query));
  return list;
}

}  // namespace likely
