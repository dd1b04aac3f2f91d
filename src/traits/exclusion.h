#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/interactions.h"

namespace likely {

// Before every event; differences of times to it do not overflow.
inline constexpr TimeUs kEver = std::numeric_limits<TimeUs>::min() / 4;

// "Leave out what the person did this with": interactions by some rules, at or after a time.
struct PastExclusion {
  std::vector<size_t> rules;  // indices of the mapping's rules, ascending
  TimeUs since = kEver;       // first moment that counts
};

// Reads `EVENT` or `EVENT:DAYS`: the name of a mapped event, exact, or the alias `purchased` for
// the goal events. An event whose own name ends in ":7" wins over the reading with days.
// Errors are kUsage and list the mapped events.
Result<PastExclusion> parse_past_exclusion(std::string_view text,
                                           std::span<const Interactions::Rule> rules, TimeUs now);

inline constexpr int kMaxTraitCount = 50;

// How many values a trait holds; errors are kUsage.
Result<int> parse_trait_count(std::string_view text);

}  // namespace likely
