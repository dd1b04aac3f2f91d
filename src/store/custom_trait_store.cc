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
  // Of one key the latest counts; of one time the survivor's, which the merging call and all after
  // it gave, then that of the profile that was made last.
  const auto order = [profile](const CustomTrait& trait) {
    return std::tuple<const std::string&, TimeUs, bool, int64_t>(
        trait.key, -trait.at, trait.profile != profile, -int64_t{trait.profile});
  };
  std::ranges::sort(traits, {}, order);
  const auto same = std::ranges::unique(traits, {}, &CustomTrait::key);
  traits.erase(same.begin(), same.end());
  std::erase_if(traits, [](const CustomTrait& trait) { return trait.value_json == "null"; });
  return traits;
}

}  // namespace likely
