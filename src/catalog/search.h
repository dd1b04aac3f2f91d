#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/interactions.h"

namespace likely {

// Finds the values that the words of a search stand for, in all text columns but Product:
// first values equal to the words (case and spaces apart), then values all of whose words are in
// the search, the longest first, then product names that hold all words of the search.
// Immutable: any number of threads may ask.
class SearchIndex {
 public:
  static constexpr size_t kMostMatches = 5;

  explicit SearchIndex(const std::vector<Interactions::TextColumn>& texts);

  // (index into texts, code), at most kMostMatches.
  std::vector<std::pair<size_t, uint32_t>> match(std::string_view query) const;

 private:
  struct Value {
    uint32_t column;
    uint32_t code;
    uint32_t words;    // how many different ones
    uint32_t letters;  // of all of them
  };
  std::vector<Value> values_;
  std::vector<bool> is_name_;                                         // per column
  std::unordered_map<std::string, std::vector<uint32_t>> equal_;      // normalised → values
  std::unordered_map<std::string, std::vector<uint32_t>> with_word_;  // word → values
};

}  // namespace likely
