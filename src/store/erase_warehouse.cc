#include "base/format.h"
#include "store/erase_rows.h"
#include "store/facts.h"
#include "store/interaction_store.h"
#include "store/scored_events.h"
#include "store/sql_list.h"

namespace likely {

namespace {

Result<std::vector<uint32_t>> codes_of(DuckConnection& connection, const std::string& sql) {
  ASSIGN(auto rows, connection.stream(sql));
  std::vector<uint32_t> codes;
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, rows.next(chunk));
    if (!more) return codes;
    const uint32_t* cells = chunk.cells<uint32_t>(0);
    codes.insert(codes.end(), cells, cells + chunk.size());
  }
}

// Copies the tables of one mapping version without the rows of some profiles.
class InteractionCopy {
 public:
  InteractionCopy(DuckConnection& fresh, const WarehouseCut& cut)
      : fresh_(fresh),
        rows_(interactions_table(cut.mapping)),
        values_(values_table(cut.mapping)),
        theirs_(format("profile IN ({})", sql_list(cut.profiles))),
        mapping_(cut.mapping) {}

  Result<void> copy(WarehouseRemoved& removed) {
    TRY(read_layout());
    TRY(create_interactions(fresh_, mapping_, layout_));
    std::string cells;
    for (size_t i = 0; i < layout_.texts; ++i) {
      ASSIGN(const std::string code, copy_values(static_cast<uint8_t>(i), format("t{}", i)));
      cells += ", " + code;
    }
    for (size_t i = 0; i < layout_.numbers; ++i) cells += format(", n{}", i);
    ASSIGN(const std::string query, copy_values(kQueryColumn, "query"));
    TRY(
        fresh_.run(format("INSERT INTO {} SELECT profile, at_us, id, element, rule, effect, "
                          "quantity, {}{} FROM old.{} WHERE NOT ({})",
                          rows_, query, cells, rows_, theirs_)));
    ASSIGN(const int64_t gone, fresh_.number(format("SELECT (SELECT count(*) FROM old.{0}) - "
                                                    "(SELECT count(*) FROM {0})",
                                                    rows_)));
    removed.interactions = static_cast<uint64_t>(gone);
    removed.values = gone_values_;
    return {};
  }

 private:
  Result<void> read_layout() {
    const auto count = [&](const char* pattern) {
      return fresh_.number(
          format("SELECT count(*) FROM duckdb_columns() WHERE database_name = "
                 "'old' AND table_name = '{}' AND regexp_matches(column_name, "
                 "'{}')",
                 rows_, pattern));
    };
    ASSIGN(const int64_t texts, count("^t[0-9]+$"));
    ASSIGN(const int64_t numbers, count("^n[0-9]+$"));
    layout_ = {static_cast<size_t>(texts), static_cast<size_t>(numbers)};
    return {};
  }

  // Copies the values of one column that other rows use. Returns the expression of a row's code.
  Result<std::string> copy_values(uint8_t text, const std::string& column) {
    ASSIGN(const int64_t all,
           fresh_.number(format("SELECT count(*) FROM old.{} WHERE text = {}", values_, text)));
    ASSIGN(const auto gone,
           codes_of(fresh_, format("SELECT DISTINCT {0} FROM old.{1} WHERE {2} AND {0} IS NOT NULL "
                                   "EXCEPT SELECT {0} FROM old.{1} WHERE NOT ({2}) ORDER BY 1",
                                   column, rows_, theirs_)));
    gone_values_ += gone.size();
    const auto left = static_cast<uint32_t>(all - static_cast<int64_t>(gone.size()));
    std::string places;  // WHEN old code THEN new code: the last ones fill the gaps
    size_t gap = 0, last_gone = gone.size();
    for (auto code = static_cast<uint32_t>(all); code-- > left;) {
      if (last_gone > 0 && gone[last_gone - 1] == code) {
        --last_gone;
      } else {
        places += format(" WHEN {} THEN {}", code, gone[gap++]);
      }
    }
    const auto moved = [&](const std::string& code) {
      if (places.empty()) return code;
      return format("CASE WHEN {0} >= {1} THEN CASE {0}{2} END ELSE {0} END", code, left, places);
    };
    TRY(
        fresh_.run(format("INSERT INTO {} SELECT text, {}, value FROM old.{} WHERE text = {} AND "
                          "code NOT IN ({}) ORDER BY 2",
                          values_, moved("code"), values_, text,
                          gone.empty() ? std::to_string(kNoValue) : sql_list(gone))));
    return moved(column);
  }

  DuckConnection& fresh_;
  const std::string rows_, values_, theirs_;
  const int64_t mapping_;
  InteractionLayout layout_;
  uint64_t gone_values_ = 0;
};

// Copies a table, and says how many of its rows went.
Result<uint64_t> copy_table(DuckConnection& fresh, const char* table, const std::string& goes) {
  TRY(fresh.run(format("INSERT INTO {0} SELECT * FROM old.{0} WHERE NOT ({1})", table, goes)));
  ASSIGN(const int64_t gone,
         fresh.number(
             format("SELECT (SELECT count(*) FROM old.{0}) - (SELECT count(*) FROM {0})", table)));
  return static_cast<uint64_t>(gone);
}

std::string rows_sql(const std::vector<int64_t>& rowids) {
  return rowids.empty() ? "false" : format("rowid IN ({})", sql_list(rowids));
}

}  // namespace

Result<WarehouseRemoved> rewrite_warehouse(Space& space, const WarehouseCut& cut,
                                           Progress& progress) {
  WarehouseRemoved removed;
  const auto fill = [&](DuckConnection& fresh) -> Result<void> {
    progress.step("writing the warehouse anew", 3, "tables");
    const std::string theirs = format("profile IN ({})", sql_list(cut.profiles));
    const std::string gone = theirs + " OR " + rows_sql(cut.events);
    TRY(lower_scored_events(space.state(), fresh, "old.events", gone));
    ASSIGN(removed.events, copy_table(fresh, "events", gone));
    progress.at(1);
    ASSIGN(removed.discards, copy_table(fresh, "discards", rows_sql(cut.discards)));
    TRY(fresh.run("INSERT INTO past_ids SELECT * FROM old.past_ids"));
    progress.at(2);
    if (cut.mapping > 0) TRY(InteractionCopy(fresh, cut).copy(removed));
    progress.at(3);
    return {};
  };
  // Before too: what was worked out of the old codes is wrong even if the erasure stops here.
  TRY(count_codes_change(space.state()));
  TRY(space.replace_warehouse(fill));
  return removed;
}

}  // namespace likely
