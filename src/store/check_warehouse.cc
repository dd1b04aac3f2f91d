#include "base/format.h"
#include "store/integrity.h"
#include "store/interaction_store.h"

namespace likely {

namespace {

using TextRows = std::vector<std::vector<std::string>>;

Result<TextRows> rows_of(DuckConnection& connection, const std::string& sql) {
  ASSIGN(auto rows, connection.stream(sql));
  TextRows all;
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, rows.next(chunk));
    if (!more) return all;
    for (size_t row = 0; row < chunk.size(); ++row) {
      all.emplace_back();
      for (size_t i = 0; i < chunk.column_count(); ++i) all.back().emplace_back(chunk.text(i, row));
    }
  }
}

class WarehouseChecks {
 public:
  WarehouseChecks(Space& space, DuckConnection& connection, const MappingTables& mapping)
      : space_(space), connection_(connection), mapping_(mapping) {}

  // Every cell goes through a hash, so that every block is read and its checksum compared.
  Result<Check> read_all(Progress& progress) {
    ASSIGN(const TextRows tables,
           rows_of(connection_,
                   "SELECT table_name, string_agg('\"' || column_name || '\"', ', ' "
                   "ORDER BY column_index) FROM duckdb_columns() WHERE NOT internal AND "
                   "database_name = current_database() "
                   "GROUP BY 1 ORDER BY 1"));
    progress.step("reading every column of the warehouse", tables.size(), "tables");
    uint64_t done = 0;
    for (const auto& table : tables) {
      TRY(connection_.number(
          format("SELECT count(*) FILTER (hash({}) = 0) FROM {}", table[1], sql_name(table[0]))));
      progress.at(++done);
    }
    return Check{"warehouse.duckdb", true, format("every column of {} tables", tables.size())};
  }

  Result<Check> events() {
    ASSIGN(const int64_t all, connection_.number("SELECT count(*) FROM events"));
    ASSIGN(const int64_t doubled,
           connection_.number("SELECT count(*) - count(DISTINCT (id_hi, id_lo)) FROM events"));
    if (doubled > 0) return Check{"events", false, format("{} events are there twice", doubled)};
    ASSIGN(const uint64_t lost, without_profile("events"));
    if (lost > 0) {
      return Check{"events", false,
                   format("events of {} profiles that do not exist; restore a backup, or import "
                          "again into a new folder",
                          lost)};
    }
    return Check{"events", true, format("{} events, each of a profile", all)};
  }

  Result<Check> interactions() {
    const std::string rows = interactions_table(mapping_.version);
    ASSIGN(
        const TextRows tables,
        rows_of(connection_, format("SELECT table_name FROM duckdb_tables() WHERE database_name = "
                                    "current_database() AND table_name IN "
                                    "('{}', '{}')",
                                    rows, values_table(mapping_.version))));
    if (tables.size() != 2) return wrong("its tables are missing");
    ASSIGN(const auto values, read_values(connection_, mapping_.version, mapping_.texts));
    ASSIGN(const TextRows columns,
           rows_of(connection_,
                   format("SELECT column_name FROM duckdb_columns() WHERE database_name = "
                          "current_database() AND table_name "
                          "= '{}' AND regexp_matches(column_name, '^[tn][0-9]+$')",
                          rows)));
    if (columns.size() != mapping_.texts + mapping_.numbers) {
      return wrong("its tables have other columns than the catalog");
    }
    std::string outside = format("rule >= {} OR query >= {}", mapping_.rules, values.back().size());
    for (size_t i = 0; i < mapping_.texts; ++i) {
      outside += format(" OR t{} >= {}", i, values[i].size());
    }
    ASSIGN(const int64_t strange,
           connection_.number(format("SELECT count(*) FROM {} WHERE {}", rows, outside)));
    if (strange > 0)
      return wrong(format("{} interactions have a value that is not there", strange));
    ASSIGN(const int64_t orphans,
           connection_.number(format("SELECT count(*) FROM {} i ANTI JOIN events e ON e.id_hi = "
                                     "i.id AND e.profile = i.profile",
                                     rows)));
    if (orphans > 0) return wrong(format("{} interactions are of no event", orphans));
    ASSIGN(const uint64_t lost, without_profile(rows));
    if (lost > 0) return wrong(format("interactions of {} profiles that do not exist", lost));
    ASSIGN(const int64_t all, connection_.number(format("SELECT count(*) FROM {}", rows)));
    return Check{"interactions", true, format("{} interactions, each of an event", all)};
  }

 private:
  static Check wrong(const std::string& what) {
    return {"interactions", false,
            what + "; `likely catalog set` with your mapping derives them anew"};
  }

  // How many profile numbers of a table are nobody's.
  Result<uint64_t> without_profile(const std::string& table) {
    std::vector<bool> known;
    {
      ASSIGN(auto numbers, space_.state().prepare("SELECT number FROM profiles ORDER BY number"));
      while (true) {
        ASSIGN(const bool more, numbers.step());
        if (!more) break;
        known.resize(static_cast<size_t>(numbers.integer(0)) + 1);
        known.back() = true;
      }
    }
    ASSIGN(auto rows, connection_.stream(format("SELECT DISTINCT profile FROM {} WHERE profile <> "
                                                "{}",
                                                table, kNoProfile)));
    uint64_t lost = 0;
    DuckChunk chunk;
    while (true) {
      ASSIGN(const bool more, rows.next(chunk));
      if (!more) return lost;
      for (size_t i = 0; i < chunk.size(); ++i) {
        const uint32_t number = chunk.cells<uint32_t>(0)[i];
        lost += number >= known.size() || !known[number];
      }
    }
  }

  Space& space_;
  DuckConnection& connection_;
  const MappingTables mapping_;
};

}  // namespace

Result<std::vector<Check>> check_warehouse(Space& space, const MappingTables& mapping,
                                           Progress& progress) {
  std::vector<Check> checks;
  const auto warehouse = space.warehouse();
  if (!warehouse) {
    checks.push_back({"warehouse.duckdb", false, warehouse.error().message});
    return checks;
  }
  WarehouseChecks checking(space, (*warehouse)->connection(), mapping);
  const auto add = [&](Result<Check> check, const char* name) {
    checks.push_back(check ? std::move(*check) : Check{name, false, check.error().message});
  };
  add(checking.read_all(progress), "warehouse.duckdb");
  // A database that failed once says no more.
  if (!checks.back().ok) return checks;
  progress.step("events against people and interactions", 2, "checks");
  add(checking.events(), "events");
  progress.at(1);
  if (mapping.version > 0) add(checking.interactions(), "interactions");
  progress.at(2);
  return checks;
}

}  // namespace likely
