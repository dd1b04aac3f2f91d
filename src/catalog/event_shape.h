#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/dictionary.h"

namespace likely {

// Some events of one name, to look at.
struct SampledEvents {
  struct Sample {
    uint32_t profile = 0;
    std::string body;
  };
  std::string name;
  uint64_t count = 0;  // of all events of that name
  std::vector<Sample> samples;
};

// What the samples hold at one path.
struct PathShape {
  std::vector<std::string> names;  // "properties", "products", "$", "brand"
  uint64_t events = 0;             // samples with at least one value there
  uint64_t cells = 0;              // values, one an element
  uint64_t numbers = 0;            // of them: numbers, or texts that are
  uint64_t negative = 0;           // of those: below zero
  uint64_t letters = 0;            // bytes of all values
  Dictionary values;               // different values
  std::vector<uint64_t> uses;      // per value

  std::string text() const;       // "properties.products.$.brand"
  std::string_view leaf() const;  // the last name that is no `$`
  size_t depth() const;           // arrays on the way
};

// The properties that the samples of one event have, in order of first appearance; at most
// kMostPaths, scalars only, objects and arrays are looked into.
struct EventShape {
  static constexpr size_t kMostPaths = 300;
  std::string name;
  uint64_t count = 0;
  uint64_t samples = 0;
  std::vector<PathShape> paths;
};

EventShape shape_of(const SampledEvents& events);

}  // namespace likely
