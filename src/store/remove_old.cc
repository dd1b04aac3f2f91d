#include "store/remove_old.h"

#include "base/format.h"
#include "domain/time.h"
#include "store/scored_events.h"

namespace likely {

namespace {

constexpr TimeUs kKnownUs = 7 * 86'400 * kSecondUs;

// Deletes, and says how many rows.
Result<uint64_t> remove(DuckConnection& connection, const std::string& table,
                        const std::string& where) {
  ASSIGN(const int64_t count,
         connection.number(format("SELECT count(*) FROM {} WHERE {}", table, where)));
  if (count > 0) TRY(connection.run(format("DELETE FROM {} WHERE {}", table, where)));
  return static_cast<uint64_t>(count);
}

Result<std::vector<std::string>> interaction_tables(DuckConnection& connection) {
  ASSIGN(auto rows, connection.stream("SELECT table_name FROM duckdb_tables() WHERE database_name "
                                      "= current_database() AND regexp_matches(table_name, "
                                      "'^interactions_[0-9]+$')"));
  std::vector<std::string> names;
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, rows.next(chunk));
    if (!more) return names;
    for (size_t i = 0; i < chunk.size(); ++i) names.emplace_back(chunk.text(0, i));
  }
}

// Of which it is not known when they came, came now.
Result<uint64_t> remove_discards(DuckConnection& connection, TimeUs before, TimeUs now) {
  TRY(connection.run(
      format("UPDATE discards SET received_us = {} WHERE received_us IS NULL", now)));
  return remove(connection, "discards", format("received_us < {}", before));
}

}  // namespace

Result<OldRemoved> remove_old(Space& space, TimeUs before, TimeUs now) {
  ASSIGN(Warehouse * warehouse, space.warehouse());
  DuckConnection& connection = warehouse->connection();
  ASSIGN(auto transaction, DuckTransaction::begin(connection));
  OldRemoved removed;
  const std::string old = format("at_us < {}", before);
  TRY(lower_scored_events(space.state(), connection, "events", old));
  TRY(connection.run(format("DELETE FROM past_ids WHERE until_us < {}", now)));
  TRY(connection.run(format("INSERT INTO past_ids SELECT id_hi, id_lo, {} FROM events WHERE {}",
                            now + kKnownUs, old)));
  ASSIGN(const auto tables, interaction_tables(connection));
  for (const std::string& table : tables) {
    ASSIGN(const uint64_t rows, remove(connection, table, old));
    removed.interactions += rows;
  }
  ASSIGN(removed.events, remove(connection, "events", old));
  ASSIGN(removed.discards, remove_discards(connection, before, now));
  TRY(transaction.commit());
  return removed;
}

}  // namespace likely
