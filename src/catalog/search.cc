#include "catalog/search.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/words.h"

namespace likely {

namespace {

constexpr uint32_t kFewestLetters = 3;  // a shorter value matches only when it is all there is
constexpr std::string_view kNameColumn = "Product Name";

std::vector<std::string> different_words(std::string_view normalised) {
  auto words = words_of(normalised);
  std::ranges::sort(words);
  const auto rest = std::ranges::unique(words);
  words.erase(rest.begin(), rest.end());
  return words;
}

}  // namespace

SearchIndex::SearchIndex(const std::vector<Interactions::TextColumn>& texts) {
  for (uint32_t column = 0; column < texts.size(); ++column) {
    is_name_.push_back(texts[column].name == kNameColumn);
    if (column == 0) continue;
    for (uint32_t code = 0; code < texts[column].values.size(); ++code) {
      const std::string plain = normalise(texts[column].values[code]);
      const auto words = different_words(plain);
      if (words.empty()) continue;
      Value value{column, code, static_cast<uint32_t>(words.size()), 0};
      const auto number = static_cast<uint32_t>(values_.size());
      for (const auto& word : words) {
        value.letters += static_cast<uint32_t>(word.size());
        with_word_[word].push_back(number);
      }
      equal_[plain].push_back(number);
      values_.push_back(value);
    }
  }
}

std::vector<std::pair<size_t, uint32_t>> SearchIndex::match(std::string_view query) const {
  const std::string plain = normalise(query);
  const auto words = different_words(plain);
  std::map<uint32_t, uint32_t> hits;  // value → how many words of the query it has
  for (const auto& word : words) {
    const auto found = with_word_.find(word);
    if (found == with_word_.end()) continue;
    for (const uint32_t value : found->second) ++hits[value];
  }
  // Rank (0: equal, 1: inside the query, 2: around it), then more letters, then column and code.
  std::vector<std::tuple<int, uint32_t, uint32_t>> ranked;
  const auto equal = equal_.find(plain);
  if (equal != equal_.end()) {
    for (const uint32_t value : equal->second) ranked.emplace_back(0, 0u, value);
  }
  for (const auto& [number, count] : hits) {
    const Value& value = values_[number];
    const bool same = equal != equal_.end() && std::ranges::binary_search(equal->second, number);
    if (same) continue;
    if (count == value.words && value.letters >= kFewestLetters) {
      ranked.emplace_back(1, ~value.letters, number);
    } else if (count == words.size() && is_name_[value.column]) {
      ranked.emplace_back(2, 0u, number);
    }
  }
  const size_t count = std::min(ranked.size(), kMostMatches);
  std::ranges::partial_sort(ranked, ranked.begin() + static_cast<ptrdiff_t>(count));
  std::vector<std::pair<size_t, uint32_t>> out;
  for (size_t i = 0; i < count; ++i) {
    const Value& value = values_[std::get<2>(ranked[i])];
    out.emplace_back(value.column, value.code);
  }
  return out;
}

}  // namespace likely
