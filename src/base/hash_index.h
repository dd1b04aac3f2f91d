#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/hash.h"
#include "base/huge_pages.h"

namespace likely {

// A map from 128-bit hashes to small values in one array (linear probing, at most 4/5 full, grows
// by half): about 1.5 × the size of an entry in memory for each key. Keys are taken for what they
// stand for: two things of one hash are one. Nothing is ever removed. One thread at a time.
template <typename Value>
class HashIndex {
 public:
  explicit HashIndex(size_t expected = 0) : entries_(expected + expected / 3 + 16) {}

  size_t size() const { return size_; }

  // Brings the key's place towards the processor: for a find or insert that comes soon.
  void prefetch(Hash128 key) const { __builtin_prefetch(&entries_[first_place_of(key)]); }

  // The value of that key, or nullptr. Valid until the next insertion.
  Value* find(Hash128 key) {
    Entry& entry = entries_[place_of(key = without_zero(key))];
    return is_empty(entry) ? nullptr : &entry.value;
  }

  // The value of that key, which is made of Value() when the key is new.
  struct Found {
    Value* value;
    bool inserted;
  };
  Found insert(Hash128 key) {
    if ((size_ + 1) * 5 > entries_.size() * 4) grow();
    Entry& entry = entries_[place_of(key = without_zero(key))];
    const bool inserted = is_empty(entry);
    if (inserted) {
      entry.key = key;
      ++size_;
    }
    return {&entry.value, inserted};
  }

 private:
  struct Entry {
    Hash128 key;
    Value value{};
  };
  using Entries = std::vector<Entry, HugePages<Entry>>;
  __extension__ using Wide = unsigned __int128;

  static bool is_empty(const Entry& entry) { return entry.key == Hash128{}; }
  static Hash128 without_zero(Hash128 key) { return key == Hash128{} ? Hash128{0, 1} : key; }

  size_t first_place_of(Hash128 key) const {
    return static_cast<size_t>((static_cast<Wide>(key.hi) * entries_.size()) >> 64);
  }
  // Where the key stands, or the free place that it would take.
  size_t place_of(Hash128 key) const {
    size_t place = first_place_of(key);
    while (!is_empty(entries_[place]) && entries_[place].key != key) {
      if (++place == entries_.size()) place = 0;
    }
    return place;
  }

  void grow() {
    Entries old(entries_.size() + entries_.size() / 2);
    old.swap(entries_);
    for (const Entry& entry : old) {
      if (!is_empty(entry)) entries_[place_of(entry.key)] = entry;
    }
  }

  Entries entries_;
  size_t size_ = 0;
};

}  // namespace likely
