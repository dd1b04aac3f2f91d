#include "pipeline/event_shapes.h"

#include "base/format.h"
#include "catalog/derive.h"
#include "catalog/goals.h"
#include "catalog/mapping_file.h"
#include "catalog/mapping_text.h"
#include "pipeline/event_counts.h"

namespace likely {

namespace {

constexpr uint64_t kSamples = 10'000;     // events of a name that are looked at
constexpr size_t kSampleBytes = 8 << 20;  // … or fewer, when they are long

uint64_t count_of(const std::vector<EventCount>& events, const std::string& name) {
  for (const EventCount& event : events) {
    if (event.name == name) return event.count;
  }
  return 0;
}

void add(RuleCounts& sum, const RuleCounts& part) {
  sum.events += part.events;
  sum.without_key += part.without_key;
  sum.rows += part.rows;
  sum.removes += part.removes;
  for (size_t i = 0; i < sum.filled.size(); ++i) sum.filled[i] += part.filled[i];
  for (size_t i = 0; i < sum.unusable.size(); ++i) sum.unusable[i] += part.unusable[i];
}

}  // namespace

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

Result<std::vector<SeenEvent>> seen_events(Space& space, uint64_t skip, size_t limit) {
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(DuckResult rows,
         warehouse->connection().stream(format(
             "SELECT kind, name, count(*), min(at_us), max(at_us) FROM events GROUP BY kind, "
             "name ORDER BY count(*) DESC, name, kind LIMIT {} OFFSET {}",
             limit, skip)));
  std::vector<SeenEvent> seen;
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool any, rows.next(chunk));
    if (!any) return seen;
    for (size_t row = 0; row < chunk.size(); ++row) {
      seen.push_back({static_cast<EventKind>(chunk.cells<uint8_t>(0)[row]),
                      std::string(chunk.text(1, row)),
                      static_cast<uint64_t>(chunk.cells<int64_t>(2)[row]),
                      chunk.cells<int64_t>(3)[row], chunk.cells<int64_t>(4)[row]});
    }
  }
}

Result<EventShape> event_shape(Space& space, const std::string& name) {
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(const auto events, count_events(warehouse->connection()));
  const uint64_t count = count_of(events, name);
  if (count == 0) return fail_field(ErrorCode::kNotFound, "event", "no event of that name came");
  ASSIGN(const auto sampled, sample_events(warehouse->connection(), {name, count}));
  return shape_of(sampled);
}

Result<MappingCheck> check_mapping(Space& space, const std::string& text, int threads) {
  MappingCheck check;
  auto mapping = read_mapping(text, "text");
  if (!mapping) {
    check.problem = mapping.error();
    return check;
  }
  check.mapping = std::move(*mapping);
  check.json = write_mapping_json(check.mapping);
  check.toml = write_mapping_toml(check.mapping);
  check.goals = goals_of(check.mapping.rules);
  ASSIGN(const Deriver deriver, Deriver::create(check.mapping));
  check.counts = deriver.no_counts();
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(const auto events, count_events(warehouse->connection()));
  check.warnings = check_events(check.mapping, events);
  for (const InteractionRule& rule : check.mapping.rules) {
    check.events.push_back(count_of(events, rule.event));
    if (check.events.back() == 0) continue;
    ASSIGN(const auto sampled,
           sample_events(warehouse->connection(), {rule.event, check.events.back()}));
    std::vector<StoredEvent> stored;
    for (const auto& sample : sampled.samples) {
      stored.push_back({.id = stored.size(),
                        .profile = sample.profile,
                        .at = 0,
                        .name = sampled.name,
                        .body = sample.body});
    }
    for (const DerivedBatch& batch : deriver.derive(stored, threads)) {
      for (size_t i = 0; i < check.counts.size(); ++i) add(check.counts[i], batch.counts[i]);
    }
  }
  for (auto& warning : check_counts(check.mapping, check.counts)) {
    check.warnings.push_back(std::move(warning));
  }
  return check;
}

}  // namespace likely
