#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/event_shape.h"
#include "domain/mapping.h"

namespace likely {

// How far a column says something about products, rather than about people or orders.
struct Belonging {
  uint64_t rows = 0;    // interactions with a product
  uint64_t filled = 0;  // of them: with a value
  uint64_t pairs = 0;   // pairs of rows of one product from two people, both with a value
  // How much likelier two people's rows of one product agree than any two rows: (agree − chance) /
  // (1 − chance); 1: a property of the product, 0: nothing to do with it.
  double strength = 0;
};

// Per column of the mapping (Product, the first, says nothing); columns are taken as text.
Result<std::vector<Belonging>> measure_belonging(const Mapping& mapping,
                                                 std::span<const SampledEvents> events);

}  // namespace likely
