#include "store/event_store.h"

#include <utility>

namespace likely {

Result<EventWriter::Table> EventWriter::open_table(DuckConnection& connection, const char* name) {
  ASSIGN(DuckAppender appender, DuckAppender::open(connection, name));
  DuckChunk chunk(appender.types());
  return Table{std::move(appender), std::move(chunk)};
}

Result<EventWriter> EventWriter::open(DuckConnection& connection) {
  ASSIGN(Table events, open_table(connection, "events"));
  ASSIGN(Table discards, open_table(connection, "discards"));
  return EventWriter(std::move(events), std::move(discards));
}

Result<void> EventWriter::append(const Event& event, ProfileNumber profile) {
  auto& [appender, chunk, row] = events_;
  chunk.set<uint64_t>(0, row, event.id.hi);
  chunk.set<uint64_t>(1, row, event.id.lo);
  chunk.set<int64_t>(2, row, event.at);
  chunk.set<uint8_t>(3, row, static_cast<uint8_t>(event.kind));
  chunk.set_text(4, row, event.name);
  chunk.set<uint32_t>(5, row, profile);
  chunk.set_text(6, row, event.body);
  return end_row(events_);
}

Result<void> EventWriter::append(const Discard& discard) {
  auto& [appender, chunk, row] = discards_;
  chunk.set<uint64_t>(0, row, discard.id.hi);
  chunk.set<uint64_t>(1, row, discard.id.lo);
  chunk.set_text(2, row, discard.source);
  chunk.set<uint64_t>(3, row, discard.line);
  chunk.set_text(4, row, name_of(discard.reason));
  chunk.set_text(5, row, discard.detail);
  chunk.set_text(6, row, discard.excerpt);
  chunk.set<int64_t>(7, row, discard.received_at);
  return end_row(discards_);
}

Result<void> EventWriter::end_row(Table& table) {
  if (++table.rows == DuckChunk::kCapacity) return flush(table);
  return {};
}

Result<void> EventWriter::flush(Table& table) {
  if (table.rows == 0) return {};
  table.chunk.resize(table.rows);
  TRY(table.appender.append(table.chunk));
  table.chunk.clear();
  table.rows = 0;
  return {};
}

Result<void> EventWriter::flush() {
  for (Table* table : {&events_, &discards_}) {
    TRY(flush(*table));
    TRY(table->appender.flush());
  }
  return {};
}

Result<void> each_id(DuckConnection& connection, const std::string& table,
                     const std::function<void(Hash128)>& visit) {
  ASSIGN(DuckResult result, connection.stream("SELECT id_hi, id_lo FROM " + sql_name(table)));
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, result.next(chunk));
    if (!more) return {};
    const uint64_t* hi = chunk.cells<uint64_t>(0);
    const uint64_t* lo = chunk.cells<uint64_t>(1);
    for (size_t row = 0; row < chunk.size(); ++row) visit({hi[row], lo[row]});
  }
}

Result<std::vector<DiscardRow>> read_discards(DuckConnection& connection,
                                              const DiscardQuery& query) {
  std::string sql = "SELECT rowid, * FROM discards WHERE true";
  if (!query.reason.empty()) sql += " AND reason = " + sql_text(query.reason);
  if (query.before > 0) sql += " AND rowid < " + std::to_string(query.before - 1);
  sql += " ORDER BY rowid DESC";
  if (query.limit > 0) sql += " LIMIT " + std::to_string(query.limit);
  ASSIGN(DuckResult result, connection.stream(sql));
  const bool has_time = result.column_count() > 8;  // not in a folder of an older version
  std::vector<DiscardRow> rows;
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, result.next(chunk));
    if (!more) return rows;
    for (size_t row = 0; row < chunk.size(); ++row) {
      DiscardRow& found = rows.emplace_back();
      found.place = chunk.cells<int64_t>(0)[row] + 1;
      found.source = chunk.text(3, row);
      found.line = chunk.cells<uint64_t>(4)[row];
      found.reason = chunk.text(5, row);
      found.detail = chunk.text(6, row);
      found.excerpt = chunk.text(7, row);
      if (has_time && !chunk.is_null(8, row)) found.received_at = chunk.cells<int64_t>(8)[row];
    }
  }
}

Result<std::vector<ReasonCount>> count_discards(DuckConnection& connection) {
  ASSIGN(DuckResult result,
         connection.stream("SELECT reason, count(*) FROM discards GROUP BY reason "
                           "ORDER BY count(*) DESC, reason"));
  std::vector<ReasonCount> counts;
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, result.next(chunk));
    if (!more) return counts;
    for (size_t row = 0; row < chunk.size(); ++row) {
      counts.push_back(
          {std::string(chunk.text(0, row)), static_cast<uint64_t>(chunk.cells<int64_t>(1)[row])});
    }
  }
}

Result<EventTotals> event_totals(DuckConnection& connection) {
  ASSIGN(DuckResult result,
         connection.stream("SELECT count(*), coalesce(min(at_us), 0), coalesce(max(at_us), 0), "
                           "(SELECT count(*) FROM discards) FROM events"));
  DuckChunk chunk;
  TRY(result.next(chunk));
  return EventTotals{.events = static_cast<uint64_t>(chunk.cells<int64_t>(0)[0]),
                     .discards = static_cast<uint64_t>(chunk.cells<int64_t>(3)[0]),
                     .first = chunk.cells<int64_t>(1)[0],
                     .last = chunk.cells<int64_t>(2)[0]};
}

}  // namespace likely
