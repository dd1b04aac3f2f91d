#include <map>
#include <set>

#include "base/format.h"
#include "store/erase_rows.h"
#include "store/facts.h"
#include "store/sql_list.h"
#include "store/trait_store.h"

namespace likely {

namespace {

// Deletes, and says how many rows.
Result<uint64_t> remove(Sqlite& state, const std::string& table, const std::string& where) {
  ASSIGN(const int64_t count,
         state.number(format("SELECT count(*) FROM {} WHERE {}", table, where)));
  if (count > 0) TRY(state.execute(format("DELETE FROM {} WHERE {}", table, where)));
  return static_cast<uint64_t>(count);
}

// The values of a trait that no list but those of `numbers` has.
Result<std::set<uint32_t>> lonely_values(TraitStore& store, int64_t trait,
                                         const std::set<ProfileNumber>& numbers) {
  std::set<uint32_t> codes;
  for (const ProfileNumber number : numbers) {
    ASSIGN(const TraitList list, store.list_of(trait, number));
    for (const TraitEntry& entry : list.entries) codes.insert(entry.code);
  }
  if (codes.empty()) return codes;
  TRY(store.each_list(trait, [&](const TraitList& list) -> Result<void> {
    if (numbers.contains(list.profile)) return {};
    for (const TraitEntry& entry : list.entries) codes.erase(entry.code);
    return {};
  }));
  return codes;
}

Result<uint64_t> remove_lists(Sqlite& state, std::span<const ProfileNumber> numbers,
                              const std::string& theirs) {
  TraitStore store(state);
  ASSIGN(const auto traits, store.list());
  for (const TraitRecord& trait : traits) {
    ASSIGN(const auto values, lonely_values(store, trait.id, {numbers.begin(), numbers.end()}));
    for (const uint32_t code : values) {
      TRY(state.execute(
          format("DELETE FROM trait_values WHERE trait = {} AND code = {}", trait.id, code)));
    }
  }
  TRY(state.execute(
      format("UPDATE traits SET profiles = profiles - (SELECT count(*) FROM trait_lists WHERE "
             "trait = traits.id AND {})",
             theirs)));
  return remove(state, "trait_lists", theirs);
}

Result<uint64_t> remove_memberships(Sqlite& state, const std::string& theirs) {
  TRY(state.execute(
      format("UPDATE audiences SET size = size - m.count, eligible = max(eligible - m.count, 0), "
             "asked = CASE WHEN asked = size THEN size - m.count ELSE asked END, "
             "expected = max(expected - m.sum, 0) FROM (SELECT audience, count(*) AS count, "
             "sum(probability) AS sum FROM audience_members WHERE {} GROUP BY audience) AS m "
             "WHERE audiences.id = m.audience",
             theirs)));
  return remove(state, "audience_members", theirs);
}

}  // namespace

Result<StateRemoved> erase_from_state(Sqlite& state, std::span<const ProfileNumber> numbers) {
  const std::string list = sql_list(numbers);
  const std::string theirs = format("profile IN ({})", list);
  StateRemoved removed;
  ASSIGN(auto transaction, state.begin());
  ASSIGN(removed.memberships, remove_memberships(state, theirs));
  ASSIGN(removed.lists, remove_lists(state, numbers, theirs));
  TRY(remove(state, "live_changes", theirs));
  TRY(remove(state, "custom_traits", theirs));
  TRY(remove(state, "id_origins",
             format("seq IN (SELECT seq FROM external_ids WHERE {})", theirs)));
  ASSIGN(removed.external_ids, remove(state, "external_ids", theirs));
  TRY(remove(state, "merges", format("number IN ({0}) OR into_profile IN ({0})", list)));
  ASSIGN(removed.profiles, remove(state, "profiles", format("number IN ({})", list)));
  TRY(state.execute("DELETE FROM kept_answers"));  // sealed: nobody can say whom they hold
  TRY(count_codes_change(state));
  TRY(count_erasure(state));
  TRY(transaction.commit());
  return removed;
}

}  // namespace likely
