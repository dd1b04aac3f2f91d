#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/event_shape.h"
#include "catalog/validate.h"
#include "domain/event.h"
#include "store/space.h"

namespace likely {

// Some 10,000 events of a name, or fewer when they are long, spread evenly over all by their id.
Result<SampledEvents> sample_events(DuckConnection& connection, const EventCount& event);

// The events of one type and name that came.
struct SeenEvent {
  EventKind kind = EventKind::kTrack;
  std::string name;
  uint64_t count = 0;
  TimeUs first = 0, last = 0;
};
// The most frequent first.
Result<std::vector<SeenEvent>> seen_events(Space& space, uint64_t skip, size_t limit);

// What the properties of the events of that name hold, by a sample. kNotFound: none came.
Result<EventShape> event_shape(Space& space, const std::string& name);

// What a mapping would make of the events, by samples, before it is set.
struct MappingCheck {
  std::optional<Error> problem;  // why it cannot be set; then the rest is empty
  Mapping mapping;
  std::vector<bool> goals;         // per rule
  std::vector<RuleCounts> counts;  // per rule, of the samples
  std::vector<uint64_t> events;    // per rule: all events of that name
  std::vector<MappingWarning> warnings;
  std::string json, toml;  // the mapping, as it would be kept
};
Result<MappingCheck> check_mapping(Space& space, const std::string& text, int threads);

}  // namespace likely
