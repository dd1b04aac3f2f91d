#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/dictionary.h"
#include "domain/derived.h"
#include "domain/mapping.h"

namespace likely {

// What the data says against a mapping; it can be used all the same.
struct MappingWarning {
  std::string code;     // "unknown_event" …; part of the API
  std::string message;  // what, where, what to do
};

// How often an event of some name came.
struct EventCount {
  std::string name;
  uint64_t count = 0;
};

// few_interactions, many_interactions, no_events, unknown_event, no_goal.
std::vector<MappingWarning> check_events(const Mapping& mapping,
                                         std::span<const EventCount> events);

// rare_key, empty_column, not_a_number; counts: per rule, of all its events.
std::vector<MappingWarning> check_counts(const Mapping& mapping,
                                         std::span<const RuleCounts> counts);

// near_duplicates: values of a column that differ only by case or spaces; uses: rows per code.
std::vector<MappingWarning> check_values(std::string_view column, const Dictionary& values,
                                         std::span<const uint64_t> uses);

}  // namespace likely
