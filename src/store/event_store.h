#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/event.h"
#include "domain/interactions.h"
#include "store/duck.h"

namespace likely {

// Appends events and discards to the warehouse, inside the transaction of the connection. What was
// appended is in the tables after flush(). One thread.
class EventWriter {
 public:
  static Result<EventWriter> open(DuckConnection& connection);
  Result<void> append(const Event& event, ProfileNumber profile);
  Result<void> append(const Discard& discard);
  Result<void> flush();

 private:
  struct Table {
    DuckAppender appender;
    DuckChunk chunk;
    size_t rows = 0;
  };
  EventWriter(Table events, Table discards)
      : events_(std::move(events)), discards_(std::move(discards)) {}
  static Result<Table> open_table(DuckConnection& connection, const char* name);
  static Result<void> end_row(Table& table);
  static Result<void> flush(Table& table);

  Table events_, discards_;
};

// Calls visit(id) for every event ("events") or discard ("discards") of the warehouse.
Result<void> each_id(DuckConnection& connection, const std::string& table,
                     const std::function<void(Hash128)>& visit);

// The newest discards, in the order in which they were stored.
struct DiscardQuery {
  std::string reason;  // empty: any
  size_t limit = 20;   // 0: all
  int64_t before = 0;  // only those stored before the one of that place; 0: all
};
struct DiscardRow {
  int64_t place = 0;  // from 1, rising; until somebody is alone in the folder
  std::string source;
  uint64_t line = 0;
  std::string reason, detail, excerpt;
  std::optional<TimeUs> received_at;  // nothing: a version stored it that did not keep it
};
Result<std::vector<DiscardRow>> read_discards(DuckConnection& connection,
                                              const DiscardQuery& query);

// Discards by their reason, most frequent first.
struct ReasonCount {
  std::string reason;
  uint64_t count = 0;
};
Result<std::vector<ReasonCount>> count_discards(DuckConnection& connection);

// What the events table holds.
struct EventTotals {
  uint64_t events = 0;
  uint64_t discards = 0;
  TimeUs first = 0, last = 0;  // 0 when there are no events
};
Result<EventTotals> event_totals(DuckConnection& connection);

}  // namespace likely
