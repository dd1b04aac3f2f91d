#include "base/format.h"
#include "pipeline/event_counts.h"
#include "pipeline/map.h"

namespace likely {

namespace {

constexpr uint64_t kSamples = 10'000;     // events of a name that are looked at
constexpr size_t kSampleBytes = 8 << 20;  // … or fewer, when they are long
constexpr size_t kMostNames = 40;         // event names that are looked at, the most frequent

// Which events of a name are looked at: about kSamples of them, spread evenly over all by their id.
Result<SampledEvents> sample_events(DuckConnection& connection, const EventCount& event) {
  SampledEvents sampled{.name = event.name, .count = event.count};
  ASSIGN(auto select,
         connection.prepare(
             format("SELECT profile, body FROM events WHERE name = $1 AND profile <> {} AND "
                    "id_lo % {} = 0 LIMIT {}",
                    kNoProfile, std::max<uint64_t>(1, event.count / kSamples), 2 * kSamples)));
  select.bind(1, std::string_view(event.name));
  ASSIGN(auto rows, select.stream());
  DuckChunk chunk;
  size_t bytes = 0;
  while (true) {
    ASSIGN(const bool more, rows.next(chunk));
    if (!more || bytes > kSampleBytes) return sampled;
    for (size_t i = 0; i < chunk.size(); ++i) {
      bytes += chunk.text(1, i).size();
      sampled.samples.push_back({chunk.cells<uint32_t>(0)[i], std::string(chunk.text(1, i))});
    }
  }
}

}  // namespace

Result<Suggestion> suggest_mapping(Space& space, Progress& progress) {
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(auto events, count_events(warehouse->connection()));
  if (events.empty()) {
    return fail(ErrorCode::kNotFound, space.folder().path +
                                          ": no events yet, so nothing can be proposed; run "
                                          "`likely import FILE` first");
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
