#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/dictionary.h"
#include "domain/interactions.h"

namespace likely {

// What the catalog looks at of one stored event.
struct StoredEvent {
  uint64_t id = 0;  // the first 64 bits of the event's id: orders events of one time
  ProfileNumber profile = 0;
  TimeUs at = 0;
  std::string_view name;
  std::string_view body;
};

// What became of the events of one rule.
struct RuleCounts {
  uint64_t events = 0;           // events of that name
  uint64_t without_key = 0;      // of them: gave no interaction, since no key (or query) was there
  uint64_t rows = 0;             // interactions
  uint64_t removes = 0;          // of them: take back
  std::vector<uint64_t> filled;  // per column of the mapping: interactions with a value
  std::vector<uint64_t> unusable;  // per column: a text where a number should be
};

// Interactions derived from some events, columnar, in the order of the events. Codes count within
// this batch; the store gives them numbers of its own.
struct DerivedBatch {
  struct Text {
    std::vector<uint32_t> code;  // per row, or kNoValue
    Dictionary values;
  };
  std::vector<ProfileNumber> profile;
  std::vector<TimeUs> at;
  std::vector<uint64_t> id;
  std::vector<uint32_t> element;  // ordinal within the event's array
  std::vector<uint8_t> rule;
  std::vector<int8_t> effect;                // +1, or -1: removes
  std::vector<float> quantity;               // at least 0
  std::vector<Text> texts;                   // one per text column of the mapping, Product first
  std::vector<std::vector<double>> numbers;  // one per number column; NaN: none
  Text query;                      // the words of a search; such a row has no other values
  std::vector<RuleCounts> counts;  // per rule of the mapping

  size_t size() const { return at.size(); }
};

}  // namespace likely
