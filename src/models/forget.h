#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "domain/interactions.h"

namespace likely {

// Whether a value that only the forgotten touched may stay: the item feed has it too.
using KeepValue = std::function<Result<bool>(std::string_view column, std::string_view value)>;

struct Forgotten {
  std::string bytes;    // the model file without them; empty when it held none of them
  size_t profiles = 0;  // how many of them it held
  size_t values = 0;    // values that only they had touched, gone with them
};

// A model file without those profiles: their cells and activity, and the values that nobody else
// touched. What was learned of all people together (trees, rates, similarities) stays until the
// next training, so that every other profile scores the same to the bit.
// Errors: those of read_model; what `keep` returns.
Result<Forgotten> forget_profiles(std::string_view bytes, std::span<const ProfileNumber> who,
                                  const KeepValue& keep);

}  // namespace likely
