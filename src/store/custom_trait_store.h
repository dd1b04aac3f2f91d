#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/interactions.h"
#include "store/sqlite.h"

namespace likely {

// A trait that a caller gave a profile: the value as JSON text.
struct CustomTrait {
  ProfileNumber profile = 0;
  std::string key, value_json;
  TimeUs at = 0;
  std::string source;
};

// Keeps the traits; of one profile and key the latest by time stays, of equal times the last one
// put. Inside the caller's transaction; any order, any number of times.
Result<void> put_custom_traits(Sqlite& state, std::span<const CustomTrait> traits);

// What a person was given, over all numbers merged into `profile`, by key. Taken-away ones do not
// count.
Result<std::vector<CustomTrait>> custom_traits_of(Sqlite& state, ProfileNumber profile);

}  // namespace likely
