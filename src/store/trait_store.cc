#include "store/trait_store.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <deque>
#include <set>

#include "base/format.h"
#include "base/json.h"
#include "domain/public_id.h"
#include "store/audience_store.h"
#include "store/live_changes.h"
#include "store/live_results.h"
#include "store/model_registry.h"
#include "store/profile_keys.h"
#include "store/refresh_rules.h"
#include "store/scored_events.h"

namespace likely {
namespace {

constexpr size_t kEntryBytes = 8;
constexpr std::string_view kColumns =
    "key, name, status, column_name, count, exclude, exclude_where, known_only, goals, "
    "horizon_days, model, as_of_us, created_us, refreshed_us, profiles";

static_assert(std::endian::native == std::endian::little, "lists are stored little-endian");

std::string list_text(const std::vector<std::string>& texts) {
  return Json(texts).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> list_of_text(std::string_view text) {
  const Json parsed = Json::parse(text, nullptr, false);
  std::vector<std::string> texts;
  if (!parsed.is_array()) return texts;
  for (const auto& one : parsed) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

TraitRecord read_row(const SqliteStatement& row) {
  return {.id = row.integer(0),
          .key = std::string(row.text(1)),
          .name = std::string(row.text(2)),
          .status = std::string(row.text(3)),
          .column = std::string(row.text(4)),
          .count = static_cast<int>(row.integer(5)),
          .exclude = list_of_text(row.text(6)),
          .exclude_where = list_of_text(row.text(7)),
          .known_only = row.integer(8) != 0,
          .goals = goals_of(row.text(9)),
          .horizon_days = static_cast<int>(row.integer(10)),
          .model = std::string(row.text(11)),
          .as_of = row.integer(12),
          .created = row.integer(13),
          .refreshed = row.integer(14),
          .profiles = static_cast<uint64_t>(row.integer(15)),
          .is_public = row.integer(16) != 0};
}

std::vector<TraitEntry> entries_of(std::string_view blob) {
  std::vector<TraitEntry> entries(blob.size() / kEntryBytes);
  for (size_t i = 0; i < entries.size(); ++i) {
    std::memcpy(&entries[i].code, blob.data() + i * kEntryBytes, 4);
    std::memcpy(&entries[i].probability, blob.data() + i * kEntryBytes + 4, 4);
  }
  return entries;
}

// The lists of a trait between their making and the transaction that stores them: as they are
// stored, 8 bytes an entry.
class MadeLists {
 public:
  static Result<MadeLists> of(const std::function<Result<bool>(TraitList& list)>& next) {
    MadeLists made;
    TraitList list;
    while (true) {
      ASSIGN(const bool more, next(list));
      if (!more) break;
      for (const TraitEntry& entry : list.entries) made.codes_.insert(entry.code);
      made.lists_.push_back({list.profile, list_blob(list.entries)});
    }
    std::ranges::sort(made.lists_, {}, &Made::profile);  // as they are stored
    return made;
  }

  size_t size() const { return lists_.size(); }
  const std::set<uint32_t>& codes() const { return codes_; }

  // Instead of those that are stored. Whoever has one keeps the row: that is half the work of
  // removing and inserting it, and others wait for as long.
  Result<void> put(Sqlite& state, int64_t trait) const {
    TRY(remove_others(state, trait));
    ASSIGN(auto put, state.prepare("INSERT INTO trait_lists (trait, profile, list) VALUES (?1, ?2, "
                                   "?3) ON CONFLICT DO UPDATE SET list = excluded.list"));
    for (const auto& [profile, blob] : lists_) {
      put.bind(1, trait).bind(2, int64_t{profile}).bind_blob(3, blob);
      TRY(put.run());
    }
    return {};
  }

 private:
  struct Made {
    ProfileNumber profile;
    std::string blob;
  };

  // Of people for whom none was made.
  Result<void> remove_others(Sqlite& state, int64_t trait) const {
    ASSIGN(auto select,
           state.prepare("SELECT profile FROM trait_lists WHERE trait = ?1 ORDER BY profile"));
    select.bind(1, trait);
    std::vector<int64_t> others;
    auto made = lists_.begin();
    while (true) {
      ASSIGN(const bool more, select.step());
      if (!more) break;
      const int64_t profile = select.integer(0);
      while (made != lists_.end() && made->profile < profile) ++made;
      if (made == lists_.end() || made->profile != profile) others.push_back(profile);
    }
    ASSIGN(auto remove, state.prepare("DELETE FROM trait_lists WHERE trait = ?1 AND profile = ?2"));
    for (const int64_t profile : others) TRY(remove.bind(1, trait).bind(2, profile).run());
    return {};
  }

  std::deque<Made> lists_;
  std::set<uint32_t> codes_;
};

Result<void> remove_all(Sqlite& state, std::string_view table, int64_t trait) {
  ASSIGN(auto remove, state.prepare(format("DELETE FROM {} WHERE trait = ?1", table)));
  return remove.bind(1, trait).run();
}

}  // namespace

std::string list_blob(const std::vector<TraitEntry>& entries) {
  std::string blob(entries.size() * kEntryBytes, '\0');
  for (size_t i = 0; i < entries.size(); ++i) {
    std::memcpy(blob.data() + i * kEntryBytes, &entries[i].code, 4);
    std::memcpy(blob.data() + i * kEntryBytes + 4, &entries[i].probability, 4);
  }
  return blob;
}

Result<std::string> TraitStore::free_key(std::string_view name) {
  return free_key_in(state_, "trait", name);
}

Result<int64_t> TraitStore::put_record(const TraitRecord& record) {
  const std::string exclude = list_text(record.exclude);
  const std::string exclude_where = list_text(record.exclude_where);
  const std::string goals = goals_text(record.goals);
  const std::string marks = "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15";
  ASSIGN(
      auto statement,
      state_.prepare(record.id == 0 ? format("INSERT INTO traits ({}) VALUES ({})", kColumns, marks)
                                    : format("UPDATE traits SET ({}) = ({}) WHERE id = ?16 "
                                             "AND status <> 'deleted'",
                                             kColumns, marks)));
  statement.bind(1, record.key).bind(2, record.name).bind(3, record.status);
  statement.bind(4, record.column).bind(5, int64_t{record.count}).bind(6, exclude);
  statement.bind(7, exclude_where).bind(8, int64_t{record.known_only}).bind(9, goals);
  statement.bind(10, int64_t{record.horizon_days}).bind(11, record.model).bind(12, record.as_of);
  statement.bind(13, record.created).bind(14, record.refreshed);
  statement.bind(15, static_cast<int64_t>(record.profiles));
  if (record.id != 0) statement.bind(16, record.id);
  TRY(statement.run());
  if (record.id == 0) return state_.number("SELECT last_insert_rowid()");
  TRY(require_still_there(state_, "trait", record.name));
  return record.id;
}

Result<void> TraitStore::put_values(
    int64_t id, const std::set<uint32_t>& codes,
    const std::function<std::string_view(uint32_t code)>& value_of) {
  ASSIGN(auto insert,
         state_.prepare("INSERT INTO trait_values (trait, code, value) VALUES (?1, ?2, ?3)"));
  for (const uint32_t code : codes) {
    insert.bind(1, id).bind(2, int64_t{code}).bind(3, value_of(code));
    TRY(insert.run());
  }
  return {};
}

Result<int64_t> TraitStore::put(TraitRecord record,
                                const std::function<std::string_view(uint32_t code)>& value_of,
                                const std::function<Result<bool>(TraitList& list)>& next,
                                std::optional<int64_t> scored_before) {
  ASSIGN(const MadeLists lists, MadeLists::of(next));
  record.profiles = lists.size();
  ASSIGN(auto transaction, state_.begin());
  ASSIGN(record.id, put_record(record));
  TRY(forget_live_changes(state_, kTraitKind, record.id));
  TRY(remove_all(state_, "trait_values", record.id));
  TRY(lists.put(state_, record.id));
  TRY(LiveResults(state_).settle_trait(record.id));
  TRY(put_values(record.id, lists.codes(), value_of));
  TRY(put_computed_rule(state_, kTraitKind, record.id, record.refresh, scored_before));
  TRY(transaction.commit());
  return record.id;
}

Result<std::vector<TraitRecord>> TraitStore::list() {
  ASSIGN(auto select,
         state_.prepare(format("SELECT id, {}, id IN (SELECT trait FROM public_traits) "
                               "FROM traits WHERE status <> 'deleted' ORDER BY id",
                               kColumns)));
  ASSIGN(auto rules, refresh_rules(state_, kTraitKind));
  std::vector<TraitRecord> records;
  while (true) {
    ASSIGN(const bool more, select.step());
    if (!more) return records;
    records.push_back(read_row(select));
    records.back().refresh = std::move(rules[records.back().id]);
  }
}

Result<TraitRecord> TraitStore::find(std::string_view name) {
  ASSIGN(auto records, list());
  if (const TraitRecord* found = find_named(records, kTraitIds, name)) return *found;
  std::string there;
  for (const TraitRecord& record : records) {
    there += format("{}{}", there.empty() ? "" : ", ", record.key);
  }
  if (there.empty()) {
    return fail_until(NextStep::kMakeTrait,
                      format("there is no trait named {}; there are none yet", name));
  }
  return fail(ErrorCode::kNotFound,
              format("there is no trait named {}; there are: {}", name, there));
}

Result<void> TraitStore::each_list(int64_t id,
                                   const std::function<Result<void>(const TraitList&)>& visit) {
  ASSIGN(auto select, state_.prepare("SELECT profile, list FROM trait_lists WHERE trait = ?1 "
                                     "ORDER BY profile"));
  select.bind(1, id);
  while (true) {
    ASSIGN(const bool more, select.step());
    if (!more) return {};
    TRY(visit({static_cast<ProfileNumber>(select.integer(0)), entries_of(select.text(1))}));
  }
}

Result<std::vector<TraitList>> TraitStore::lists_below(int64_t id, int64_t below, size_t limit) {
  ASSIGN(auto select, state_.prepare("SELECT profile, list FROM trait_lists WHERE trait = ?1 AND "
                                     "profile < ?2 ORDER BY profile DESC LIMIT ?3"));
  select.bind(1, id).bind(2, below).bind(3, static_cast<int64_t>(limit));
  return select.rows([](const SqliteStatement& row) {
    return TraitList{static_cast<ProfileNumber>(row.integer(0)), entries_of(row.text(1))};
  });
}

Result<std::optional<TraitList>> TraitStore::find_list(int64_t id, ProfileNumber profile) {
  ASSIGN(auto select,
         state_.prepare("SELECT list FROM trait_lists WHERE trait = ?1 AND profile = ?2"));
  select.bind(1, id).bind(2, int64_t{profile});
  ASSIGN(const bool there, select.step());
  if (!there) return std::nullopt;
  return TraitList{.profile = profile, .entries = entries_of(select.text(0))};
}

Result<TraitList> TraitStore::list_of(int64_t id, ProfileNumber profile) {
  ASSIGN(auto list, find_list(id, profile));
  return list ? std::move(*list) : TraitList{.profile = profile};
}

Result<std::map<uint32_t, std::string>> TraitStore::values(int64_t id) {
  ASSIGN(auto select, state_.prepare("SELECT code, value FROM trait_values WHERE trait = ?1"));
  select.bind(1, id);
  std::map<uint32_t, std::string> values;
  while (true) {
    ASSIGN(const bool more, select.step());
    if (!more) return values;
    values[static_cast<uint32_t>(select.integer(0))] = select.text(1);
  }
}

Result<void> TraitStore::publish(int64_t id, bool is_public) {
  ASSIGN(auto change,
         state_.prepare(is_public ? "INSERT OR IGNORE INTO public_traits (trait) VALUES (?1)"
                                  : "DELETE FROM public_traits WHERE trait = ?1"));
  change.bind(1, id);
  return change.run();
}

Result<void> TraitStore::remove(int64_t id) {
  ASSIGN(auto transaction, state_.begin());
  TRY(publish(id, false));
  TRY(forget_live_changes(state_, kTraitKind, id));
  TRY(remove_all(state_, "trait_values", id));
  TRY(remove_all(state_, "trait_lists", id));
  {
    ASSIGN(auto statement, state_.prepare("UPDATE traits SET status = 'deleted' WHERE id = ?1"));
    statement.bind(1, id);
    TRY(statement.run());
  }
  TRY(remove_refresh_rule(state_, kTraitKind, id));
  return transaction.commit();
}

}  // namespace likely
