#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"

namespace likely {

inline constexpr uint32_t kNoValue = 0xffffffff;  // the row carries no value in this column
using ProfileNumber = uint32_t;                   // a profile's number in the state store, from 1
inline constexpr ProfileNumber kNoProfile = 0xffffffff;  // an event kept out of profiles and models

// All interactions under one mapping, columnar; what the learning reads.
//
// Rows are sorted by (profile index, time, event id, element): a total order, so that sums of
// doubles over a profile are the same on every machine. Every per-row vector has size() entries.
struct Interactions {
  struct Rule {  // one interaction event of the mapping
    std::string event;
    bool goal = false;     // after the default rule of goals
    bool removes = false;  // refunded, cancelled, removed
    bool query = false;    // a search: values only, no product
  };
  struct TextColumn {
    std::string name;
    // code → value, sorted by bytes; holds untouched ones of the item feed too.
    std::vector<std::string> values;
    std::vector<uint32_t> code;  // per row, or kNoValue
    // Per code of texts[0] (products): the value that the item feed gives, or kNoValue.
    // Empty for texts[0] itself and when there is no feed.
    std::vector<uint32_t> of_item;
  };
  struct NumberColumn {
    std::string name;
    std::vector<float> value;    // per row, NaN: none
    std::vector<float> of_item;  // as above, NaN: none
  };

  std::vector<Rule> rules;
  std::vector<ProfileNumber> profiles;  // profile index → number, ascending
  std::vector<uint32_t> profile;        // per row: profile index
  std::vector<TimeUs> at;
  std::vector<uint8_t> rule;      // per row: index into rules
  std::vector<int8_t> effect;     // per row: +1, or -1 (removes, or a negative quantity)
  std::vector<float> quantity;    // per row: at least 0; 1 when not mapped
  std::vector<TextColumn> texts;  // texts[0] is Product
  std::vector<NumberColumn> numbers;
  TimeUs last_event = 0;  // latest time of any event in the folder, mapped or not

  size_t size() const { return at.size(); }
};

// Appends a row of data that has the same columns, for the profile of that index.
inline void append_row(Interactions& data, uint32_t profile, const Interactions& from, size_t row) {
  data.profile.push_back(profile);
  data.at.push_back(from.at[row]);
  data.rule.push_back(from.rule[row]);
  data.effect.push_back(from.effect[row]);
  data.quantity.push_back(from.quantity[row]);
  for (size_t t = 0; t < from.texts.size(); ++t) {
    data.texts[t].code.push_back(from.texts[t].code[row]);
  }
  for (size_t n = 0; n < from.numbers.size(); ++n) {
    data.numbers[n].value.push_back(from.numbers[n].value[row]);
  }
}

}  // namespace likely
