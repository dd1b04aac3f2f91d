#include "pipeline/map.h"

#include <algorithm>

#include "base/format.h"
#include "catalog/derive.h"
#include "catalog/goals.h"
#include "catalog/mapping_file.h"
#include "pipeline/event_counts.h"
#include "pipeline/interactions.h"
#include "store/integrity.h"
#include "store/interaction_store.h"
#include "store/mapping_store.h"

namespace likely {

namespace {

constexpr size_t kChunksAtOnce = 64;  // some 130,000 events are derived at a time

void add(RuleCounts& sum, const RuleCounts& part) {
  sum.events += part.events;
  sum.without_key += part.without_key;
  sum.rows += part.rows;
  sum.removes += part.removes;
  sum.filled.resize(part.filled.size());
  sum.unusable.resize(part.unusable.size());
  for (size_t i = 0; i < part.filled.size(); ++i) {
    sum.filled[i] += part.filled[i];
    sum.unusable[i] += part.unusable[i];
  }
}

// The events that a deriver takes, streamed from the warehouse.
Result<DuckResult> stream_events(DuckConnection& connection, const Deriver& deriver) {
  const auto names = deriver.event_names();
  std::string list;
  for (size_t i = 1; i <= names.size(); ++i) list += format("{}${}", i > 1 ? ", " : "", i);
  ASSIGN(auto select,
         connection.prepare(format("SELECT id_hi, profile, at_us, name, body FROM events WHERE "
                                   "profile <> {} AND name IN ({})",
                                   kNoProfile, list)));
  for (size_t i = 0; i < names.size(); ++i) select.bind(i + 1, std::string_view(names[i]));
  return select.stream();
}

void add_events(const DuckChunk& chunk, std::vector<StoredEvent>& events) {
  for (size_t i = 0; i < chunk.size(); ++i) {
    events.push_back({.id = chunk.cells<uint64_t>(0)[i],
                      .profile = chunk.cells<uint32_t>(1)[i],
                      .at = chunk.cells<int64_t>(2)[i],
                      .name = chunk.text(3, i),
                      .body = chunk.text(4, i)});
  }
}

// Derives all history into the tables of a new version, in one transaction.
class History {
 public:
  History(Warehouse& warehouse, const Mapping& mapping, int threads, Progress& progress)
      : warehouse_(warehouse), mapping_(mapping), threads_(threads), progress_(progress) {}

  Result<void> derive(int64_t version, MappingReport& report) {
    ASSIGN(const Deriver deriver, Deriver::create(mapping_));
    report.counts = deriver.no_counts();
    ASSIGN(auto reading, warehouse_.connect());
    ASSIGN(auto transaction, DuckTransaction::begin(warehouse_.connection()));
    ASSIGN(auto writer, InteractionWriter::create(warehouse_.connection(), version,
                                                  InteractionLayout::of(mapping_)));
    ASSIGN(auto events, stream_events(reading, deriver));
    TRY(append_all(events, deriver, writer, report));
    TRY(writer.flush());
    TRY(transaction.commit());
    take_values(writer, report);
    return {};
  }

 private:
  Result<void> append_all(DuckResult& rows, const Deriver& deriver, InteractionWriter& writer,
                          MappingReport& report) {
    std::vector<DuckChunk> chunks(kChunksAtOnce);
    std::vector<StoredEvent> events;
    uint64_t done = 0;
    for (bool more = true; more;) {
      events.clear();
      for (size_t i = 0; more && i < chunks.size(); ++i) {
        ASSIGN(more, rows.next(chunks[i]));
        if (more) add_events(chunks[i], events);
      }
      for (const DerivedBatch& batch : deriver.derive(events, threads_)) {
        TRY(writer.append(batch));
        for (size_t rule = 0; rule < report.counts.size(); ++rule) {
          add(report.counts[rule], batch.counts[rule]);
        }
      }
      progress_.at(done += events.size());
      if (progress_.cancelled()) {
        return fail(ErrorCode::kCancelled, "stopped; the catalog is as it was before");
      }
    }
    return {};
  }

  void take_values(const InteractionWriter& writer, MappingReport& report) const {
    size_t text = 0;
    for (const auto& column : mapping_.columns) {
      if (column.type == ColumnType::kNumber) {
        report.values.push_back(0);
        continue;
      }
      report.values.push_back(writer.values(text).size());
      for (auto& warning : check_values(column.name, writer.values(text), writer.uses(text))) {
        report.warnings.push_back(std::move(warning));
      }
      ++text;
    }
  }

  Warehouse& warehouse_;
  const Mapping& mapping_;
  const int threads_;
  Progress& progress_;
};

// What the tables hold: per rule events that gave interactions, rows, removals, filled cells.
std::string counts_sql(const MappingReport& report) {
  std::string columns;
  size_t text = 0, number = 0;
  for (const auto& column : report.mapping.columns) {
    columns += column.type == ColumnType::kNumber ? format(", count(n{})", number++)
                                                  : format(", count(t{})", text++);
  }
  return format(
      "SELECT rule, count(DISTINCT id), count(*), count(*) FILTER (effect < 0){} FROM {} GROUP BY "
      "rule",
      columns, interactions_table(report.version));
}

Result<void> read_counts(DuckConnection& connection, MappingReport& report) {
  ASSIGN(auto rows, connection.stream(counts_sql(report)));
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, rows.next(chunk));
    if (!more) return {};
    for (size_t i = 0; i < chunk.size(); ++i) {
      const uint8_t rule = chunk.cells<uint8_t>(0)[i];
      if (rule >= report.counts.size()) continue;
      const auto cell = [&](size_t column) {
        return static_cast<uint64_t>(chunk.cells<int64_t>(column)[i]);
      };
      RuleCounts& counts = report.counts[rule];
      counts.without_key = counts.events - std::min(counts.events, cell(1));
      counts.rows = cell(2);
      counts.removes = cell(3);
      for (size_t column = 0; column < counts.filled.size(); ++column) {
        counts.filled[column] = cell(4 + column);
      }
    }
  }
}

Result<void> read_value_counts(DuckConnection& connection, MappingReport& report) {
  size_t text = 0;
  for (const auto& column : report.mapping.columns) {
    report.values.push_back(0);
    if (column.type == ColumnType::kNumber) continue;
    ASSIGN(const int64_t count, connection.number(format("SELECT count(*) FROM {} WHERE text = {}",
                                                         values_table(report.version), text++)));
    report.values.back() = static_cast<uint64_t>(count);
  }
  return {};
}

void describe(MappingReport& report) {
  report.toml = write_mapping_toml(report.mapping);
  report.json = write_mapping_json(report.mapping);
  report.goals = goals_of(report.mapping.rules);
}

}  // namespace

namespace {

// Whether the tables of the serving mapping are what it says; if not, deriving mends them.
Result<bool> tables_are_whole(Space& space, int64_t version, const Mapping& mapping,
                              Progress& progress) {
  const InteractionLayout layout = InteractionLayout::of(mapping);
  ASSIGN(const auto checks,
         check_warehouse(space, {version, layout.texts, layout.numbers, mapping.rules.size()},
                         progress));
  return std::ranges::all_of(checks, &Check::ok);
}

Result<MappingReport> stay(Space& space) {
  ASSIGN(MappingReport report, show_mapping(space));
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(const auto events, count_events(warehouse->connection()));
  report.unchanged = true;
  report.warnings = check_events(report.mapping, events);
  for (auto& warning : check_counts(report.mapping, report.counts)) {
    report.warnings.push_back(std::move(warning));
  }
  return report;
}

}  // namespace

uint64_t MappingReport::rows(bool searches) const {
  uint64_t rows = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (mapping.rules[i].query.empty() != searches) rows += counts[i].rows;
  }
  return rows;
}

Result<std::optional<MappingReport>> serves_already(Space& space, const SetMappingOptions& options,
                                                    Progress& progress) {
  ASSIGN(const Mapping mapping, read_mapping(options.text, options.name));
  ASSIGN(const auto serving, current_mapping(space.state()));
  if (!serving || serving->toml != write_mapping_toml(mapping)) return std::nullopt;
  ASSIGN(const bool whole, tables_are_whole(space, serving->version, mapping, progress));
  if (!whole) return std::nullopt;
  ASSIGN(MappingReport report, stay(space));
  return report;
}

Result<MappingReport> set_mapping(Space& space, const SetMappingOptions& options,
                                  Progress& progress) {
  ASSIGN(auto unchanged, serves_already(space, options, progress));
  if (unchanged) return std::move(*unchanged);
  ASSIGN(Mapping mapping, read_mapping(options.text, options.name));
  ASSIGN(const auto serving, current_mapping(space.state()));
  ASSIGN(Warehouse * warehouse, space.warehouse());
  TRY(drop_interactions(warehouse->connection(), serving ? serving->version : 0));
  space.let_others_in();
  ASSIGN(const auto events, count_events(warehouse->connection()));

  MappingReport report{.version = (serving ? serving->version : 0) + 1,
                       .created_at = options.now,
                       .mapping = std::move(mapping),
                       .events = total_of(events)};
  describe(report);
  report.warnings = check_events(report.mapping, events);
  uint64_t mapped = 0;
  for (const auto& rule : report.mapping.rules) {
    for (const auto& event : events) mapped += event.name == rule.event ? event.count : 0;
  }
  progress.step("deriving interactions", mapped, "events");
  TRY(History(*warehouse, report.mapping, options.threads, progress)
          .derive(report.version, report));
  for (auto& warning : check_counts(report.mapping, report.counts)) {
    report.warnings.push_back(std::move(warning));
  }
  TRY(add_mapping(space.state(), {report.version, report.toml, options.now}));
  return report;
}

Result<void> drop_past_mappings(Space& space) {
  ASSIGN(const auto serving, current_mapping(space.state()));
  if (!serving) return {};
  ASSIGN(Warehouse * warehouse, space.warehouse());
  TRY(drop_interactions(warehouse->connection(), serving->version));
  return warehouse->checkpoint();
}

Result<MappingReport> show_mapping(Space& space) {
  ASSIGN(ServingMapping serving, serving_mapping(space));
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(const auto events, count_events(warehouse->connection()));
  MappingReport report{.version = serving.version,
                       .created_at = serving.created_at,
                       .mapping = std::move(serving.mapping),
                       .events = total_of(events)};
  describe(report);
  ASSIGN(const Deriver deriver, Deriver::create(report.mapping));
  report.counts = deriver.no_counts();
  for (size_t i = 0; i < report.counts.size(); ++i) {
    for (const auto& event : events) {
      if (event.name == report.mapping.rules[i].event) report.counts[i].events = event.count;
    }
    report.counts[i].without_key = report.counts[i].events;
  }
  TRY(read_counts(warehouse->connection(), report));
  TRY(read_value_counts(warehouse->connection(), report));
  return report;
}

}  // namespace likely
