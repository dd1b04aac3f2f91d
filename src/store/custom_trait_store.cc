#include "store/custom_trait_store.h"

#include <algorithm>
#include <tuple>

#include "store/profile_ids.h"

namespace likely {

Result<void> put_custom_traits(Sqlite& state, std::span<const CustomTrait> traits) {
  ASSIGN(auto put,
         state.prepare("INSERT INTO custom_traits (profile, key, value_json, at_us, source) VALUES "
                       "(?1, ?2, ?3, ?4, ?5) ON CONFLICT (profile, key) DO UPDATE SET value_json = "
                       "?3, at_us = ?4, source = ?5 WHERE at_us <= ?4"));
  for (const CustomTrait& trait : traits) {
    put.bind(1, int64_t{trait.profile}).bind(2, trait.key).bind(3, trait.value_json);
    put.bind(4, trait.at).bind(5, trait.source);
    TRY(put.run());
  }
  return {};
}

Result<std::vector<CustomTrait>> custom_traits_of(Sqlite& state, ProfileNumber profile) {
  ASSIGN(const auto numbers, numbers_of_person(state, profile));
  ASSIGN(auto select, state.prepare("SELECT key, value_json, at_us, source FROM custom_traits "
                                    "WHERE profile = ?1 ORDER BY key"));
  std::vector<CustomTrait> traits;
  for (const ProfileNumber number : numbers) {
    select.reset();
    select.bind(1, int64_t{number});
    TRY(select.each_row([&](const SqliteStatement& row) {
      traits.push_back({number, std::string(row.text(0)), std::string(row.text(1)), row.integer(2),
                        std::string(row.text(3))});
    }));
  }
  // Of one key the latest counts; of one time, the earliest profile's.
  std::ranges::sort(traits, [](const CustomTrait& a, const CustomTrait& b) {
    return std::tie(a.key, b.at, a.profile) < std::tie(b.key, a.at, b.profile);
  });
  const auto same = std::ranges::unique(traits, {}, &CustomTrait::key);
  traits.erase(same.begin(), same.end());
  std::erase_if(traits, [](const CustomTrait& trait) { return trait.value_json == "null"; });
  return traits;
}

}  // namespace likely
