#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"

namespace likely {

// Texts numbered in the order they were first added: 0, 1, 2 … One thread at a time.
class Dictionary {
 public:
  // The number of `text`; a new one when it was not there.
  uint32_t add(std::string_view text) {
    if ((texts_.size() + 1) * 2 > slots_.size()) grow();
    const uint64_t hash = hash64(text);
    for (size_t i = hash;; ++i) {
      Slot& slot = slots_[i & (slots_.size() - 1)];
      if (slot.code_plus_one == 0) {
        texts_.emplace_back(text);
        slot = {static_cast<uint32_t>(hash >> 32), static_cast<uint32_t>(texts_.size())};
        return slot.code_plus_one - 1;
      }
      if (slot.tag == hash >> 32 && texts_[slot.code_plus_one - 1] == text) {
        return slot.code_plus_one - 1;
      }
    }
  }

  // The number of `text`, if it was added.
  std::optional<uint32_t> find(std::string_view text) const {
    if (texts_.empty()) return std::nullopt;
    const uint64_t hash = hash64(text);
    for (size_t i = hash;; ++i) {
      const Slot& slot = slots_[i & (slots_.size() - 1)];
      if (slot.code_plus_one == 0) return std::nullopt;
      if (slot.tag == hash >> 32 && texts_[slot.code_plus_one - 1] == text) {
        return slot.code_plus_one - 1;
      }
    }
  }

  size_t size() const { return texts_.size(); }
  // Valid as long as the dictionary.
  std::string_view text(uint32_t code) const { return texts_[code]; }

 private:
  struct Slot {
    uint32_t tag = 0;
    uint32_t code_plus_one = 0;  // 0: free
  };

  void grow() {
    slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, Slot{});
    for (uint32_t code = 0; code < texts_.size(); ++code) {
      const uint64_t hash = hash64(texts_[code]);
      size_t i = hash;
      while (slots_[i & (slots_.size() - 1)].code_plus_one != 0) ++i;
      slots_[i & (slots_.size() - 1)] = {static_cast<uint32_t>(hash >> 32), code + 1};
    }
  }

  std::deque<std::string> texts_;
  std::vector<Slot> slots_;  // a power of two, at most half full
};

}  // namespace likely
