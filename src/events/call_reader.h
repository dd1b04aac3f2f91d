#pragma once

#include <cstdint>
#include <string_view>

#include "base/json_view.h"
#include "events/reading.h"

namespace likely {

struct CallReaderOptions {
  // When the calls were received: now, or for live calls the moment of the request. What a call of
  // history says itself (receivedAt) goes before it.
  TimeUs received_at = 0;
  // Whether calls may be old: then one sent more than a day before received_at was received then,
  // nobody knows exactly when, and its own timestamp is taken as it is.
  bool history = true;
  // The type of a call that does not say it: the one of the path it was sent to.
  std::string_view type;
};

// Reads tracking calls (identify, track, page, screen, group, alias) and batches of them, one JSON
// text each: validates, corrects times, collects external ids. Bad calls become discards; of a
// batch only the bad ones. Owned by one thread.
class CallReader {
 public:
  explicit CallReader(const CallReaderOptions& options) : options_(options) {}

  // Appends what `text` holds to `out`. Text of only spaces is nothing.
  void read(std::string_view text, uint64_t line, Reading& out);

 private:
  CallReaderOptions options_;
  JsonParser parser_;
};

}  // namespace likely
