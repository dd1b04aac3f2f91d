#include "pipeline/audience.h"

#include <algorithm>

#include "base/format.h"
#include "domain/time.h"
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
  const bool is_same_model = answer.model.name == record.model;
  if (is_same_model && answer.model.as_of < record.as_of + kDayUs) return;
  answer.model.notes.push_back(
      is_same_model
          ? format("filled as of {}; the curve and the reasons are as of {}, and a refresh would "
                   "fill it so",
                   format_date(record.as_of), format_date(answer.model.as_of))
          : format("filled by {}; the curve and the reasons are those of {}, and a refresh would "
                   "take it up",
                   record.model, answer.model.name));
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

// Who enters until the next full computation. When nobody is in, only a given probability says.
void draw_line(const AudienceWork& work, AudienceRecord& record) {
  RefreshRule& refresh = record.refresh;
  const uint64_t size = work.selection.size;
  refresh.line =
      size == 0 ? record.min_probability
                : std::optional(static_cast<double>(work.probabilities[work.ranking[size - 1]]));
  refresh.curve = work.curve();
}

Result<CreatedAudience> compute(LoadedModel& loaded, const Place& place, AudienceRecord record,
                                const AudienceQuery& query, MemberRule by, Progress& progress) {
  progress.step("scoring people", 0, "people");
  ASSIGN(AudienceWork work,
         AudienceWork::start(loaded.space->state(), loaded, query, rule_of(record), place.threads));
  if (by == MemberRule::kLine) {
    work.keep_line(record.refresh.line);
  } else {
    draw_line(work, record);
  }
  record.refresh.next = next_refresh(record.refresh, place.wall_clock);
  CreatedAudience created{.record = std::move(record), .answer = work.answer(loaded)};
  note_outcome(created.record, created.answer, place);
  if (progress.cancelled()) return fail(ErrorCode::kCancelled, "the audience was not computed");
  progress.step("storing members", 0, "people");
  AudienceStore store(loaded.space->state());
  ASSIGN(created.record.id, store.put(created.record, work.members(), loaded.scored_before));
  return created;
}

}  // namespace

Result<AudienceAnswer> preview_audience(const Place& place, const AudienceQuery& query) {
  TRY(parse_size_rule(query.size));
  ASSIGN(const LoadedModel loaded, LoadedModel::open(place, query.model, Access::kRead));
  return preview_audience(*loaded.space, loaded, query, place.threads);
}

Result<AudienceAnswer> preview_audience(Space& space, const CurrentModel& current,
                                        const AudienceQuery& query, int threads) {
  ASSIGN(const SizeRule rule, parse_size_rule(query.size));
  ASSIGN(const AudienceWork work,
         AudienceWork::start(space.state(), current, query, rule, threads));
  AudienceAnswer answer = work.answer(current);
  if (query.members) {
    ASSIGN(answer.members, member_rows(&current, space.state(), work.members(), work.column,
                                       work.target, query.reasons, threads));
  }
  return answer;
}

Result<CreatedAudience> create_audience(const Place& place, const std::string& name,
                                        const AudienceQuery& query, Progress& progress) {
  ASSIGN(const SizeRule rule, parse_size_rule(query.size));
  ASSIGN(RefreshRule refresh, parse_refresh(query.refresh, place.wall_clock));
  progress.step("reading the model", 0, "");
  ASSIGN(LoadedModel loaded, LoadedModel::open(place, query.model, Access::kWrite));
  AudienceRecord record{.name = name,
                        .column = query.column,
                        .value = query.value,
                        .top_ppm = rule.top_ppm,
                        .size_rule = rule.count,
                        .min_probability = rule.min_probability,
                        .known_only = query.known_only,
                        .created = place.wall_clock,
                        .refresh = std::move(refresh)};
  AudienceStore store(loaded.space->state());
  ASSIGN(record.key, store.free_key(name));
  return compute(loaded, place, std::move(record), query, MemberRule::kSize, progress);
}

Result<CreatedAudience> refresh_audience(const Place& place, const std::string& name,
                                         Progress& progress, MemberRule rule) {
  ASSIGN(auto space, place.open(Access::kWrite));
  AudienceStore store(space->state());
  ASSIGN(AudienceRecord record, store.find(name));
  const AudienceQuery query = query_of(record);
  progress.step("reading the model", 0, "");
  ASSIGN(LoadedModel loaded, LoadedModel::open(std::move(space), query.model, place));
  return compute(loaded, place, std::move(record), query, rule, progress);
}

Result<std::vector<AudienceRecord>> list_audiences(const Place& place) {
  ASSIGN(const auto space, place.open(Access::kRead));
  return AudienceStore(space->state()).list();
}

Result<CreatedAudience> show_audience(const Place& place, const std::string& name) {
  ASSIGN(auto space, place.open(Access::kRead));
  ASSIGN(AudienceRecord record, AudienceStore(space->state()).find(name));
  const AudienceQuery query = query_of(record);
  ASSIGN(const LoadedModel loaded, LoadedModel::open(std::move(space), query.model, place));
  ASSIGN(AudienceWork work,
         AudienceWork::start(loaded.space->state(), loaded, query, rule_of(record), place.threads));
  work.keep_size(record.size, record.asked);
  CreatedAudience shown{.record = std::move(record), .answer = work.answer(loaded)};
  keep_outcome(shown.record, shown.answer);
  return shown;
}

Result<AudienceMembers> audience_members(const Place& place, const std::string& name,
                                         const MembersPage& page) {
  ASSIGN(auto space, place.open(Access::kRead));
  AudienceMembers result;
  AudienceStore store(space->state());
  ASSIGN(result.record, store.find(name));
  const uint64_t limit = std::min<uint64_t>(page.limit, INT64_MAX);
  // One more tells whether there are more.
  ASSIGN(auto members, store.members(result.record.id, page.after, limit + 1));
  if (members.size() > limit) {
    members.pop_back();
    result.next = members.empty() ? page.after : members.back().rank;
  }
  if (!page.reasons || members.empty()) {
    ASSIGN(result.members,
           member_rows(nullptr, space->state(), members, nullptr, {}, false, place.threads));
    return result;
  }
  const AudienceQuery query = query_of(result.record);
  std::vector<ProfileNumber> people;
  for (const AudienceMember& member : members) people.push_back(member.profile);
  ASSIGN(const LoadedModel loaded, LoadedModel::open(std::move(space), query.model, place, people));
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
