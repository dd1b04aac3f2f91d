#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/event.h"
#include "domain/interactions.h"
#include "store/sqlite.h"

namespace likely {

// What a profile is called outside: of several ids of a type the latest, empty when it has none.
struct ProfileNames {
  std::string profile_id;  // empty: the profile was merged into another, or erased
  std::string user_id;
  std::string anonymous_id;
  std::string email;
};

// The names of the profiles, in the order of `numbers`. Many are read in one pass over the tables,
// few by look-ups.
Result<std::vector<ProfileNames>> profile_names(Sqlite& state,
                                                std::span<const ProfileNumber> numbers);

// For each number up to `highest`: whether it is a profile of its own, neither merged into another
// one nor erased.
Result<std::vector<bool>> living_profiles(Sqlite& state, ProfileNumber highest);

// The numbers of one person: the profile's own first, then those merged into it. Events keep the
// number they came with.
Result<std::vector<ProfileNumber>> numbers_of_person(Sqlite& state, ProfileNumber profile);

// A person's external ids, as they came.
Result<std::vector<ExternalId>> external_ids_of(Sqlite& state, ProfileNumber profile);

// Of these numbers, ascending, those that are in no profile any more: they were erased. Ascending.
Result<std::vector<ProfileNumber>> erased_among(Sqlite& state,
                                                std::span<const ProfileNumber> numbers);

// Profiles with a user_id. Ascending.
Result<std::vector<ProfileNumber>> known_profiles(Sqlite& state);

// Of these profiles, in their order: whether each has a user_id.
Result<std::vector<bool>> known_among(Sqlite& state, std::span<const ProfileNumber> profiles);

// The people that these numbers are now, ascending, each once: survivors of merges; numbers that
// are nobody's any more are left out.
Result<std::vector<ProfileNumber>> survivors_of(Sqlite& state,
                                                std::span<const ProfileNumber> numbers);

// "user_id:42", "email:a@b.c", "profile_id:prf_…" or a bare "prf_…" → its number.
// kUsage when it is not of that form, kNotFound when nobody has that id.
Result<ProfileNumber> find_profile(Sqlite& state, std::string_view id);

}  // namespace likely
