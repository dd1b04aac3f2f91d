#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_view.h"
#include "base/result.h"
#include "catalog/path.h"
#include "domain/derived.h"
#include "domain/mapping.h"

namespace likely {

// Derives interactions from events by one mapping, with its paths looked up once.
//
// An event of a rule gives one interaction a key (each element of the arrays in the key's path), or
// one row with its words when the rule has a query. A column's value is the element's own property
// when it has one, else the event's; null, "" and objects are no value. A negative quantity
// removes, as does a rule that says so.
// Immutable: any number of threads may derive at once.
class Deriver {
 public:
  // Errors (kUsage): a path that cannot be read, or a column through another array than the key's.
  static Result<Deriver> create(const Mapping& mapping);

  // In blocks, in the order of the events; the same blocks whatever the threads.
  std::vector<DerivedBatch> derive(std::span<const StoredEvent> events, int threads) const;

  // Zero for every rule, with a cell for every column.
  std::vector<RuleCounts> no_counts() const;

  // The names of the events that give interactions.
  std::vector<std::string> event_names() const;

 private:
  struct Cell {
    Path path;
    size_t column = 0;  // index into the mapping's columns
    size_t slot = 0;    // index into the texts or the numbers of a batch
    bool number = false;
  };
  struct Rule {
    std::optional<Path> key, quantity, query;
    std::vector<Cell> cells;
    bool removes = false;
  };
  class Run;

  Deriver() = default;
  static Result<Rule> compile(const InteractionRule& rule, const Mapping& mapping,
                              std::span<const size_t> slots);
  DerivedBatch empty_batch() const;
  DerivedBatch derive_block(std::span<const StoredEvent> events) const;

  std::map<std::string, size_t, std::less<>> rule_of_;  // by event name
  std::vector<Rule> rules_;
  size_t columns_ = 0, texts_ = 0, numbers_ = 0;
};

}  // namespace likely
