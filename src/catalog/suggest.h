#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "catalog/event_shape.h"
#include "domain/mapping.h"

namespace likely {

// A proposed mapping.
struct Suggestion {
  struct LeftOut {
    std::string event;
    std::string why;
  };
  Mapping mapping;
  std::string toml;  // as `catalog set` reads it, with what speaks for it in comments
  std::string json;  // the same without comments
  std::vector<LeftOut> left_out;
};

// Proposes a mapping from samples of real events: for every event whose properties name a product
// its key, columns, quantity and effect, for searches their words; at most 7 interactions, the
// most telling first. Errors (kNotFound): no event names a product.
Result<Suggestion> suggest(std::span<const SampledEvents> events);

}  // namespace likely
