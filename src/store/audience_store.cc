#include "store/audience_store.h"

#include <algorithm>

#include "base/format.h"
#include "domain/public_id.h"
#include "store/live_changes.h"
#include "store/live_results.h"
#include "store/model_registry.h"
#include "store/profile_keys.h"
#include "store/refresh_rules.h"
#include "store/scored_events.h"

namespace likely {
namespace {

constexpr std::string_view kColumns =
    "key, name, status, column_name, value, top_ppm, size_rule, min_probability, known_only, "
    "goals, horizon_days, model, as_of_us, created_us, refreshed_us, eligible, asked, size, "
    "expected, low, high, least_likely, evidence, assumed";
constexpr int kColumnCount = 24;

AudienceRecord read_row(const SqliteStatement& row) {
  AudienceRecord record;
  record.id = row.integer(0);
  int at = 1;
  const auto text = [&] { return std::string(row.text(at++)); };
  const auto number = [&] { return row.integer(at++); };
  record.key = text();
  record.name = text();
  record.status = text();
  record.column = text();
  record.value = text();
  record.top_ppm = static_cast<uint32_t>(number());
  if (!row.is_null(at)) record.size_rule = static_cast<uint64_t>(row.integer(at));
  ++at;
  if (!row.is_null(at)) record.min_probability = row.real(at);
  ++at;
  record.known_only = number() != 0;
  record.goals = goals_of(row.text(at++));
  record.horizon_days = static_cast<int>(number());
  record.model = text();
  record.as_of = number();
  record.created = number();
  record.refreshed = number();
  record.eligible = static_cast<uint64_t>(number());
  record.asked = static_cast<uint64_t>(number());
  record.size = static_cast<uint64_t>(number());
  record.expected = row.real(at++);
  record.low = static_cast<uint64_t>(number());
  record.high = static_cast<uint64_t>(number());
  record.least_likely = row.real(at++);
  record.evidence = text();
  record.assumed = text();
  return record;
}

// `goals` must outlive the step.
void bind_row(SqliteStatement& statement, const AudienceRecord& record, const std::string& goals) {
  int at = 1;
  const auto number = [&](auto value) { statement.bind(at++, static_cast<int64_t>(value)); };
  const auto text = [&](std::string_view value) { statement.bind(at++, value); };
  text(record.key);
  text(record.name);
  text(record.status);
  text(record.column);
  text(record.value);
  number(record.top_ppm);
  if (record.size_rule) {
    number(*record.size_rule);
  } else {
    statement.bind_null(at++);
  }
  if (record.min_probability) {
    statement.bind(at++, *record.min_probability);
  } else {
    statement.bind_null(at++);
  }
  number(record.known_only);
  text(goals);
  number(record.horizon_days);
  text(record.model);
  number(record.as_of);
  number(record.created);
  number(record.refreshed);
  number(record.eligible);
  number(record.asked);
  number(record.size);
  statement.bind(at++, record.expected);
  number(record.low);
  number(record.high);
  statement.bind(at++, record.least_likely);
  text(record.evidence);
  text(record.assumed);
}

std::string insert_sql(bool with_id) {
  std::string marks;
  for (int i = 1; i <= kColumnCount; ++i) marks += format("{}?{}", i == 1 ? "" : ", ", i);
  if (!with_id) return format("INSERT INTO audiences ({}) VALUES ({})", kColumns, marks);
  return format("UPDATE audiences SET ({}) = ({}) WHERE id = ?{} AND status <> 'deleted'", kColumns,
                marks, kColumnCount + 1);
}

Result<void> put_members(Sqlite& state, int64_t id, std::span<const AudienceMember> members) {
  TRY(forget_live_changes(state, kAudienceKind, id));
  ASSIGN(auto clear, state.prepare("DELETE FROM audience_members WHERE audience = ?1"));
  clear.bind(1, id);
  TRY(clear.run());
  ASSIGN(auto insert, state.prepare("INSERT INTO audience_members (audience, rank, profile, "
                                    "probability, percentile) VALUES (?1, ?2, ?3, ?4, ?5)"));
  for (const AudienceMember& member : members) {
    insert.bind(1, id).bind(2, static_cast<int64_t>(member.rank));
    insert.bind(3, int64_t{member.profile}).bind(4, static_cast<double>(member.probability));
    insert.bind(5, int64_t{member.percentile});
    TRY(insert.run());
  }
  return {};
}

}  // namespace

Result<void> require_still_there(Sqlite& state, std::string_view what, std::string_view name) {
  ASSIGN(const int64_t changed, state.number("SELECT changes()"));
  if (changed > 0) return {};
  return fail(ErrorCode::kNotFound,
              format("the {} {} was deleted while it was computed", what, name));
}

Result<std::string> AudienceStore::free_key(std::string_view name) {
  return free_key_in(state_, "audience", name);
}

Result<int64_t> AudienceStore::put(const AudienceRecord& record,
                                   std::span<const AudienceMember> members,
                                   std::optional<int64_t> scored_before) {
  ASSIGN(auto transaction, state_.begin());
  int64_t id = record.id;
  {
    const std::string goals = goals_text(record.goals);
    ASSIGN(auto statement, state_.prepare(insert_sql(id != 0)));
    bind_row(statement, record, goals);
    if (id != 0) statement.bind(kColumnCount + 1, id);
    TRY(statement.run());
  }
  if (id == 0) {
    ASSIGN(id, state_.number("SELECT last_insert_rowid()"));
  } else {
    TRY(require_still_there(state_, "audience", record.name));
  }
  TRY(put_members(state_, id, members));
  TRY(LiveResults(state_).settle_audience(id));
  TRY(put_computed_rule(state_, kAudienceKind, id, record.refresh, scored_before));
  TRY(transaction.commit());
  return id;
}

Result<std::vector<AudienceRecord>> AudienceStore::list() {
  ASSIGN(auto select, state_.prepare(format("SELECT id, {} FROM audiences WHERE status <> "
                                            "'deleted' ORDER BY id",
                                            kColumns)));
  ASSIGN(auto rules, refresh_rules(state_, kAudienceKind));
  std::vector<AudienceRecord> records;
  while (true) {
    ASSIGN(const bool more, select.step());
    if (!more) return records;
    records.push_back(read_row(select));
    records.back().refresh = std::move(rules[records.back().id]);
  }
}

Result<AudienceRecord> AudienceStore::find(std::string_view name) {
  ASSIGN(auto records, list());
  if (const AudienceRecord* found = find_named(records, kAudienceIds, name)) return *found;
  std::string there;
  for (const AudienceRecord& record : records) {
    there += format("{}{}", there.empty() ? "" : ", ", record.key);
  }
  if (there.empty()) {
    return fail_until(NextStep::kMakeAudience,
                      format("there is no audience named {}; there are none yet", name));
  }
  return fail(ErrorCode::kNotFound,
              format("there is no audience named {}; there are: {}", name, there));
}

Result<std::vector<AudienceMember>> AudienceStore::members(int64_t id, uint64_t after_rank,
                                                           uint64_t limit) {
  ASSIGN(
      auto select,
      state_.prepare("SELECT profile, rank, probability, percentile FROM "
                     "audience_members WHERE audience = ?1 AND rank > ?2 ORDER BY rank LIMIT ?3"));
  select.bind(1, id);
  select.bind(2, static_cast<int64_t>(std::min<uint64_t>(after_rank, INT64_MAX)));
  select.bind(3, static_cast<int64_t>(std::min<uint64_t>(limit, INT64_MAX)));
  std::vector<AudienceMember> members;
  while (true) {
    ASSIGN(const bool more, select.step());
    if (!more) return members;
    members.push_back({.profile = static_cast<ProfileNumber>(select.integer(0)),
                       .rank = static_cast<uint64_t>(select.integer(1)),
                       .probability = static_cast<float>(select.real(2)),
                       .percentile = static_cast<int>(select.integer(3))});
  }
}

Result<void> AudienceStore::remove(int64_t id) {
  ASSIGN(auto transaction, state_.begin());
  for (const char* sql : {"DELETE FROM audience_members WHERE audience = ?1",
                          "UPDATE audiences SET status = 'deleted' WHERE id = ?1"}) {
    ASSIGN(auto statement, state_.prepare(sql));
    statement.bind(1, id);
    TRY(statement.run());
  }
  TRY(remove_refresh_rule(state_, kAudienceKind, id));
  return transaction.commit();
}

}  // namespace likely
