#include "store/live_results.h"

#include <algorithm>

#include "store/live_changes.h"
#include "store/refresh_rules.h"

namespace likely {

namespace {

void bind_all(SqliteStatement& statement, std::initializer_list<int64_t> numbers) {
  int parameter = 1;
  for (const int64_t number : numbers) statement.bind(parameter++, number);
}

}  // namespace

Result<void> LiveResults::run(std::string_view sql, std::initializer_list<int64_t> numbers) {
  ASSIGN(auto statement, state_.prepare(sql));
  bind_all(statement, numbers);
  return statement.run();
}

Result<std::vector<std::pair<int64_t, int64_t>>> LiveResults::pairs(
    std::string_view sql, std::initializer_list<int64_t> numbers) {
  ASSIGN(auto select, state_.prepare(sql));
  bind_all(select, numbers);
  return select.rows(
      [](const SqliteStatement& row) { return std::pair(row.integer(0), row.integer(1)); });
}

Result<void> LiveResults::note(std::string_view kind, int64_t id, ProfileNumber profile) {
  return now_ ? note_live_change(state_, kind, id, profile, *now_) : Result<void>();
}

Result<size_t> LiveResults::move(ProfileNumber from, ProfileNumber into) {
  ASSIGN(const auto memberships,
         pairs("SELECT audience, rank FROM audience_members WHERE profile = ?1", {from}));
  for (const auto& [audience, rank] : memberships) {
    ASSIGN(const auto other, member(audience, into));
    const auto others_rank = other ? static_cast<int64_t>(other->rank) : 0;
    if (other) {
      TRY(take_away(audience, static_cast<uint64_t>(std::max(rank, others_rank))));
    } else {
      TRY(note(kAudienceKind, audience, into));
    }
    if (!other || rank < others_rank) {
      TRY(run("UPDATE audience_members SET profile = ?3 WHERE audience = ?1 AND rank = ?2",
              {audience, rank, into}));
    }
  }
  ASSIGN(const auto lists,
         pairs("SELECT trait, (SELECT count(*) FROM trait_lists o WHERE o.trait = l.trait AND "
               "o.profile = ?2) FROM trait_lists l WHERE profile = ?1",
               {from, into}));
  for (const auto& [trait, survivor_has_one] : lists) {
    if (survivor_has_one != 0) {
      TRY(remove_list(trait, from));
    } else {
      TRY(run("UPDATE trait_lists SET profile = ?3 WHERE trait = ?1 AND profile = ?2",
              {trait, from, into}));
      TRY(note(kTraitKind, trait, into));
    }
  }
  return memberships.size() + lists.size();
}

Result<void> LiveResults::move_pairs(std::string_view sql, std::initializer_list<int64_t> numbers) {
  ASSIGN(const auto merged, pairs(sql, numbers));
  for (const auto& [from, into] : merged) {
    TRY(move(static_cast<ProfileNumber>(from), static_cast<ProfileNumber>(into)));
  }
  return {};
}

// A CROSS JOIN keeps its order: a pass over what was computed, not over all merges.
Result<void> LiveResults::settle_audience(int64_t audience) {
  return move_pairs(
      "SELECT number, into_profile FROM audience_members CROSS JOIN merges ON number = profile "
      "WHERE audience = ?1 ORDER BY rank",
      {audience});
}

Result<void> LiveResults::settle_trait(int64_t trait) {
  return move_pairs(
      "SELECT number, into_profile FROM trait_lists CROSS JOIN merges ON number = profile WHERE "
      "trait = ?1 ORDER BY profile",
      {trait});
}

Result<void> LiveResults::settle_all() {
  return move_pairs(
      "SELECT number, into_profile FROM merges WHERE number IN (SELECT profile FROM "
      "audience_members UNION SELECT profile FROM trait_lists) ORDER BY number",
      {});
}

Result<std::optional<AudienceMember>> LiveResults::member(int64_t audience, ProfileNumber profile) {
  ASSIGN(auto select,
         state_.prepare("SELECT rank, probability, percentile FROM audience_members INDEXED BY "
                        "audience_members_by_profile WHERE profile = ?2 AND audience = ?1"));
  select.bind(1, audience).bind(2, int64_t{profile});
  ASSIGN(const bool there, select.step());
  if (!there) return std::nullopt;
  return AudienceMember{.profile = profile,
                        .rank = static_cast<uint64_t>(select.integer(0)),
                        .probability = static_cast<float>(select.real(1)),
                        .percentile = static_cast<int>(select.integer(2))};
}

Result<void> LiveResults::enter(int64_t audience, ProfileNumber profile, float probability,
                                int percentile) {
  ASSIGN(auto insert,
         state_.prepare("INSERT INTO audience_members (audience, rank, profile, probability, "
                        "percentile) VALUES (?1, (SELECT coalesce(max(rank), 0) + 1 FROM "
                        "audience_members WHERE audience = ?1), ?2, ?3, ?4)"));
  insert.bind(1, audience).bind(2, int64_t{profile}).bind(3, static_cast<double>(probability));
  insert.bind(4, int64_t{percentile});
  TRY(insert.run());
  TRY(note(kAudienceKind, audience, profile));
  return run("UPDATE audiences SET size = size + 1 WHERE id = ?1", {audience});
}

Result<void> LiveResults::rescore(int64_t audience, const AudienceMember& member) {
  ASSIGN(auto update, state_.prepare("UPDATE audience_members SET probability = ?3, percentile = "
                                     "?4 WHERE audience = ?1 AND rank = ?2"));
  update.bind(1, audience).bind(2, static_cast<int64_t>(member.rank));
  update.bind(3, static_cast<double>(member.probability)).bind(4, int64_t{member.percentile});
  return update.run();
}

Result<void> LiveResults::leave(int64_t audience, const AudienceMember& member) {
  TRY(note(kAudienceKind, audience, member.profile));
  return take_away(audience, member.rank);
}

Result<void> LiveResults::take_away(int64_t audience, uint64_t rank) {
  TRY(run("DELETE FROM audience_members WHERE audience = ?1 AND rank = ?2",
          {audience, static_cast<int64_t>(rank)}));
  return run("UPDATE audiences SET size = size - 1 WHERE id = ?1", {audience});
}

Result<void> LiveResults::put_list(int64_t trait, const TraitList& list,
                                   const std::optional<TraitList>& before) {
  ASSIGN(auto put, state_.prepare("INSERT OR REPLACE INTO trait_lists (trait, profile, list) "
                                  "VALUES (?1, ?2, ?3)"));
  const std::string blob = list_blob(list.entries);
  TRY(put.bind(1, trait).bind(2, int64_t{list.profile}).bind_blob(3, blob).run());
  const bool shows_the_same = before && std::ranges::equal(before->entries, list.entries, {},
                                                           &TraitEntry::code, &TraitEntry::code);
  if (!shows_the_same) TRY(note(kTraitKind, trait, list.profile));
  if (before) return {};
  return run("UPDATE traits SET profiles = profiles + 1 WHERE id = ?1", {trait});
}

Result<void> LiveResults::remove_list(int64_t trait, ProfileNumber profile) {
  TRY(run("DELETE FROM trait_lists WHERE trait = ?1 AND profile = ?2", {trait, profile}));
  return run("UPDATE traits SET profiles = profiles - 1 WHERE id = ?1", {trait});
}

Result<void> LiveResults::keep_value(int64_t trait, uint32_t code, std::string_view value) {
  ASSIGN(auto insert, state_.prepare("INSERT OR IGNORE INTO trait_values (trait, code, value) "
                                     "VALUES (?1, ?2, ?3)"));
  return insert.bind(1, trait).bind(2, int64_t{code}).bind(3, value).run();
}

}  // namespace likely
