#include "store/custom_trait_store.h"

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
  ASSIGN(auto select,
         state.prepare("SELECT profile, key, value_json, at_us, source FROM custom_traits WHERE "
                       "profile = ?1 OR profile IN (SELECT number FROM merges WHERE into_profile = "
                       "?1) ORDER BY key, at_us, profile DESC"));
  select.bind(1, int64_t{profile});
  std::vector<CustomTrait> traits;
  const auto drop_taken_away = [&traits] {
    if (!traits.empty() && traits.back().value_json == "null") traits.pop_back();
  };
  while (true) {
    ASSIGN(const bool more, select.step());
    if (!more) break;
    CustomTrait trait{static_cast<ProfileNumber>(select.integer(0)), std::string(select.text(1)),
                      std::string(select.text(2)), select.integer(3), std::string(select.text(4))};
    if (!traits.empty() && traits.back().key == trait.key) {
      traits.back() = std::move(trait);  // the later one
      continue;
    }
    drop_taken_away();
    traits.push_back(std::move(trait));
  }
  drop_taken_away();
  return traits;
}

}  // namespace likely
