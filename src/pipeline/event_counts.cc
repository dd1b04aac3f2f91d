#include "pipeline/event_counts.h"

#include <numeric>

#include "base/format.h"
#include "domain/interactions.h"

namespace likely {

Result<std::vector<EventCount>> count_events(DuckConnection& connection) {
  ASSIGN(auto rows, connection.stream(format("SELECT name, count(*) FROM events WHERE profile <> "
                                             "{} AND name <> '' GROUP BY 1 ORDER BY 2 DESC, 1",
                                             kNoProfile)));
  std::vector<EventCount> events;
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, rows.next(chunk));
    if (!more) return events;
    for (size_t i = 0; i < chunk.size(); ++i) {
      events.push_back(
          {std::string(chunk.text(0, i)), static_cast<uint64_t>(chunk.cells<int64_t>(1)[i])});
    }
  }
}

uint64_t total_of(const std::vector<EventCount>& events) {
  return std::accumulate(events.begin(), events.end(), uint64_t{0},
                         [](uint64_t sum, const auto& event) { return sum + event.count; });
}

}  // namespace likely
