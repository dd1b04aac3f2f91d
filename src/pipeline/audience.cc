#include "pipeline/audience.h"

#include <algorithm>

#include "base/format.h"
#include "pipeline/audience_answer.h"

namespace likely {
namespace {

AudienceQuery query_of(const AudienceRecord& record) {
  return {.column = record.column,
          .value = record.value,
          .model = {.goals = record.goals, .horizon_days = record.horizon_days},
          .known_only = record.known_only};
}

SizeRule rule_of(const AudienceRecord& record) {
  return {.top_ppm = record.top_ppm,
          .count = record.size_rule,
          .min_probability = record.min_probability};
}

// What was computed then, where it differs from what would be computed now.
void keep_outcome(const AudienceRecord& record, AudienceAnswer& answer) {
  if (answer.model.name == record.model) return;
  answer.model.notes.push_back(format(
      "filled by {}; the curve and the reasons are those of {}, and `likely audience refresh "
      "{}` would take it up",
      record.model, answer.model.name, record.key));
  const double share = static_cast<double>(record.size) /
                       static_cast<double>(std::max<uint64_t>(record.eligible, 1));
  answer.eligible = record.eligible;
  answer.asked = record.asked;
  answer.point = {.size = record.size,
                  .share = share,
                  .expected = record.expected,
                  .interval = {record.low, record.high},
                  .least_likely = static_cast<float>(record.least_likely)};
  answer.evidence = record.evidence;
  answer.assumed = record.assumed;
  answer.model.as_of = record.as_of;
}

void note_outcome(AudienceRecord& record, const AudienceAnswer& answer, const Place& place) {
  record.status = "live";
  record.goals = answer.model.goals;
  record.horizon_days = answer.model.horizon_days;
  record.model = answer.model.name;
  record.as_of = answer.model.as_of;
  record.refreshed = place.wall_clock;
  record.eligible = answer.eligible;
  record.asked = answer.asked;
  record.size = answer.point.size;
  record.expected = answer.point.expected;
  record.low = answer.point.interval.low;
  record.high = answer.point.interval.high;
  record.least_likely = static_cast<double>(answer.point.least_likely);
  record.evidence = answer.evidence;
  record.assumed = answer.assumed;
}

Result<CreatedAudience> compute(LoadedModel& loaded, const Place& place, AudienceRecord record,
                                const AudienceQuery& query) {
  ASSIGN(const AudienceWork work,
         AudienceWork::start(loaded, query, rule_of(record), place.threads));
  CreatedAudience created{.record = std::move(record), .answer = work.answer(loaded)};
  note_outcome(created.record, created.answer, place);
  AudienceStore store(loaded.space->state());
  ASSIGN(created.record.id, store.put(created.record, work.members()));
  return created;
}

}  // namespace

Result<AudienceAnswer> preview_audience(const Place& place, const AudienceQuery& query) {
  ASSIGN(const SizeRule rule, parse_size_rule(query.size));
  ASSIGN(const LoadedModel loaded, LoadedModel::open(place, query.model, Access::kRead));
  ASSIGN(const AudienceWork work, AudienceWork::start(loaded, query, rule, place.threads));
  AudienceAnswer answer = work.answer(loaded);
  if (query.members) {
    ASSIGN(answer.members, member_rows(&loaded, loaded.space->state(), work.members(), work.column,
                                       work.target, query.reasons, place.threads));
  }
  return answer;
}

Result<CreatedAudience> create_audience(const Place& place, const std::string& name,
                                        const AudienceQuery& query) {
  ASSIGN(const SizeRule rule, parse_size_rule(query.size));
  ASSIGN(LoadedModel loaded, LoadedModel::open(place, query.model, Access::kWrite));
  AudienceRecord record{.name = name,
                        .column = query.column,
                        .value = query.value,
                        .top_ppm = rule.top_ppm,
                        .size_rule = rule.count,
                        .min_probability = rule.min_probability,
                        .known_only = query.known_only,
                        .created = place.wall_clock};
  AudienceStore store(loaded.space->state());
  ASSIGN(record.key, store.free_key(name));
  return compute(loaded, place, std::move(record), query);
}

Result<CreatedAudience> refresh_audience(const Place& place, const std::string& name) {
  ASSIGN(auto space, place.open(Access::kWrite));
  AudienceStore store(space->state());
  ASSIGN(AudienceRecord record, store.find(name));
  const AudienceQuery query = query_of(record);
  ASSIGN(LoadedModel loaded, LoadedModel::open(std::move(space), query.model));
  return compute(loaded, place, std::move(record), query);
}

Result<std::vector<AudienceRecord>> list_audiences(const Place& place) {
  ASSIGN(const auto space, place.open(Access::kRead));
  return AudienceStore(space->state()).list();
}

Result<CreatedAudience> show_audience(const Place& place, const std::string& name) {
  ASSIGN(auto space, place.open(Access::kRead));
  ASSIGN(AudienceRecord record, AudienceStore(space->state()).find(name));
  const AudienceQuery query = query_of(record);
  ASSIGN(const LoadedModel loaded, LoadedModel::open(std::move(space), query.model));
  ASSIGN(AudienceWork work, AudienceWork::start(loaded, query, rule_of(record), place.threads));
  work.keep_size(record.size, record.asked);
  CreatedAudience shown{.record = std::move(record), .answer = work.answer(loaded)};
  keep_outcome(shown.record, shown.answer);
  return shown;
}

Result<AudienceMembers> audience_members(const Place& place, const std::string& name,
                                         uint64_t limit, bool reasons) {
  ASSIGN(auto space, place.open(Access::kRead));
  AudienceMembers result;
  AudienceStore store(space->state());
  ASSIGN(result.record, store.find(name));
  ASSIGN(const auto members, store.members(result.record.id, limit));
  if (!reasons) {
    ASSIGN(result.members,
           member_rows(nullptr, space->state(), members, nullptr, {}, false, place.threads));
    return result;
  }
  const AudienceQuery query = query_of(result.record);
  ASSIGN(const LoadedModel loaded, LoadedModel::open(std::move(space), query.model));
  ASSIGN(const ColumnModel* column, loaded.column(query.column));
  ASSIGN(result.members, member_rows(&loaded, loaded.space->state(), members, column,
                                     column->find(query.value), true, place.threads));
  return result;
}

Result<AudienceRecord> delete_audience(const Place& place, const std::string& name) {
  ASSIGN(const auto space, place.open(Access::kWrite));
  AudienceStore store(space->state());
  ASSIGN(AudienceRecord record, store.find(name));
  TRY(store.remove(record.id));
  return record;
}

}  // namespace likely
