#include "pipeline/change.h"

#include "base/format.h"
#include "store/profile_keys.h"
#include "store/refresh_rules.h"

namespace likely {

namespace {

template <typename Store, typename Record>
Result<Record> changed(const Place& place, std::string_view table, std::string_view kind,
                       const std::string& name, const Change& change) {
  ASSIGN(const auto space, place.open(Access::kWrite));
  Sqlite& state = space->state();
  ASSIGN(auto transaction, state.begin());
  ASSIGN(Record record, Store(state).find(name));
  if (record.status == "computing") {
    return fail(ErrorCode::kConflict, format("the {} {} is being computed; change it when that is "
                                             "done",
                                             kind, record.key));
  }
  if (change.name) {
    TRY(rename_in(state, table, kind, record.id, *change.name));
    record.name = *change.name;
  }
  if (change.refresh) {
    ASSIGN(RefreshRule rule, parse_refresh(*change.refresh, place.wall_clock));
    // Events since it was computed are those of people who may have none from now on.
    if (rule.mode == RefreshMode::kLive) {
      const bool was_live = record.refresh.mode == RefreshMode::kLive;
      rule.next = was_live ? record.refresh.next : place.wall_clock;
    }
    rule.line = record.refresh.line;
    rule.curve = std::move(record.refresh.curve);
    TRY(put_refresh_rule(state, kind, record.id, rule));
    record.refresh = std::move(rule);
  }
  TRY(transaction.commit());
  return record;
}

}  // namespace

Result<AudienceRecord> change_audience(const Place& place, const std::string& name,
                                       const Change& change) {
  return changed<AudienceStore, AudienceRecord>(place, "audiences", kAudienceKind, name, change);
}

Result<TraitRecord> change_trait(const Place& place, const std::string& name,
                                 const Change& change) {
  return changed<TraitStore, TraitRecord>(place, "traits", kTraitKind, name, change);
}

}  // namespace likely
