#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/hash.h"
#include "base/huge_pages.h"

namespace likely {

// A map from 128-bit hashes to small values (linear probing, at most 4/5 full): about 1.5 × the
// size of an entry in memory for each key. It is cut into parts that grow by half, each when its
// time has come: no insertion waits until millions of others have moved. Keys are taken for what
// they stand for: two things of one hash are one. Nothing is ever removed. One thread at a time.
template <typename Value>
class HashIndex {
 public:
  explicit HashIndex(size_t expected = 0) {
    // Each a little larger than the one before, so that they are not full at the same time.
    const double least = static_cast<double>(expected) / kParts * 1.3;
    for (size_t nth = 0; nth < kParts; ++nth) {
      const double more = 1 + static_cast<double>(nth) / (2 * kParts);
      parts_[nth].entries.resize(static_cast<size_t>(least * more) + 16);
    }
  }

  size_t size() const { return size_; }

  // Brings the key's place towards the processor: for a find or insert that comes soon.
  void prefetch(Hash128 key) const {
    const Part& part = parts_[part_of(key)];
    __builtin_prefetch(&part.entries[part.first_place_of(key)]);
  }

  // The value of that key, or nullptr. Valid until the next insertion.
  Value* find(Hash128 key) {
    key = without_zero(key);
    Part& part = parts_[part_of(key)];
    Entry& entry = part.entries[part.place_of(key)];
    return is_empty(entry) ? nullptr : &entry.value;
  }

  // The value of that key, which is made of Value() when the key is new.
  struct Found {
    Value* value;
    bool inserted;
  };
  Found insert(Hash128 key) {
    key = without_zero(key);
    Part& part = parts_[part_of(key)];
    if ((part.size + 1) * 5 > part.entries.size() * 4) part.grow();
    Entry& entry = part.entries[part.place_of(key)];
    const bool inserted = is_empty(entry);
    if (inserted) {
      entry.key = key;
      ++part.size;
      ++size_;
    }
    return {&entry.value, inserted};
  }

 private:
  static constexpr size_t kPartBits = 6, kParts = size_t{1} << kPartBits;
  struct Entry {
    Hash128 key;
    Value value{};
  };
  __extension__ using Wide = unsigned __int128;

  static bool is_empty(const Entry& entry) { return entry.key == Hash128{}; }
  static Hash128 without_zero(Hash128 key) { return key == Hash128{} ? Hash128{0, 1} : key; }
  static size_t part_of(Hash128 key) { return key.hi >> (64 - kPartBits); }

  struct Part {
    std::vector<Entry, HugePages<Entry>> entries;
    size_t size = 0;

    size_t first_place_of(Hash128 key) const {
      return static_cast<size_t>((static_cast<Wide>(key.hi << kPartBits) * entries.size()) >> 64);
    }
    // Where the key stands, or the free place that it would take.
    size_t place_of(Hash128 key) const {
      size_t place = first_place_of(key);
      while (!is_empty(entries[place]) && entries[place].key != key) {
        if (++place == entries.size()) place = 0;
      }
      return place;
    }
    void grow() {
      decltype(entries) old(entries.size() + entries.size() / 2);
      old.swap(entries);
      for (const Entry& entry : old) {
        if (!is_empty(entry)) entries[place_of(entry.key)] = entry;
      }
    }
  };

  std::array<Part, kParts> parts_;
  size_t size_ = 0;
};

}  // namespace likely
