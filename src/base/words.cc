#include "base/words.h"

#include <algorithm>
#include <cstdint>

namespace likely {

namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_far(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
char lower(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }

// Whether a new word begins at name[i]: fooBar, ABCWord, word2.
bool begins_word(std::string_view name, size_t i) {
  const char before = name[i - 1], here = name[i];
  if (is_digit(before) != is_digit(here)) return true;
  if (!is_upper(here)) return false;
  return !is_upper(before) || (i + 1 < name.size() && is_lower(name[i + 1]));
}

// Edits between two texts (insert, delete, replace), or more than `limit`.
size_t distance(std::string_view a, std::string_view b, size_t limit) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > limit) return limit + 1;
  std::vector<size_t> row(a.size() + 1);
  for (size_t i = 0; i <= a.size(); ++i) row[i] = i;
  for (size_t j = 1; j <= b.size(); ++j) {
    size_t diagonal = row[0];
    row[0] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
      const size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[i];
      row[i] = std::min({replaced, row[i] + 1, row[i - 1] + 1});
    }
  }
  return row[a.size()];
}

}  // namespace

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  bool inside = false;
  for (size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_upper(c) && !is_lower(c) && !is_digit(c) && !is_far(c)) {
      inside = false;
      continue;
    }
    if (!inside || begins_word(name, i)) words.emplace_back();
    words.back() += lower(c);
    inside = true;
  }
  return words;
}

std::string squash(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (is_upper(c) || is_lower(c) || is_digit(c) || is_far(c)) out += lower(c);
  }
  return out;
}

std::string normalise(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (!is_space(c)) {
      out += lower(c);
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::vector<std::string> nearest_names(std::string_view typed, std::span<const std::string> names,
                                       size_t count) {
  struct Near {
    size_t edits;
    const std::string* name;
  };
  std::vector<Near> near;
  const std::string wanted = squash(typed);
  auto words = words_of(typed);
  std::ranges::sort(words);
  const size_t limit = wanted.size() / 4 + 1;
  for (const std::string& name : names) {
    auto others = words_of(name);
    std::ranges::sort(others);
    const size_t edits =
        others == words && !words.empty() ? 0 : distance(wanted, squash(name), limit);
    if (edits <= limit) near.push_back({edits, &name});
  }
  std::ranges::stable_sort(near, {}, &Near::edits);
  std::vector<std::string> out;
  for (size_t i = 0; i < std::min(count, near.size()); ++i) out.push_back(*near[i].name);
  return out;
}

}  // namespace likely
