#include "base/format.h"
#include "pipeline/event_counts.h"
#include "pipeline/event_shapes.h"
#include "pipeline/map.h"

namespace likely {

namespace {

constexpr size_t kMostNames = 40;  // event names that are looked at, the most frequent

}  // namespace

Result<Suggestion> suggest_mapping(Space& space, Progress& progress) {
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(auto events, count_events(warehouse->connection()));
  if (events.empty()) {
    return fail_until(NextStep::kImport, "there are no events yet, so nothing can be proposed");
  }
  events.resize(std::min(events.size(), kMostNames));
  progress.step("looking at events", events.size(), "event names");
  std::vector<SampledEvents> sampled;
  for (const auto& event : events) {
    ASSIGN(auto samples, sample_events(warehouse->connection(), event));
    sampled.push_back(std::move(samples));
    progress.at(sampled.size());
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "stopped; nothing was changed");
  }
  return suggest(sampled);
}

}  // namespace likely
