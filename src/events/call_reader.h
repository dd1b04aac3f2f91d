#pragma once

#include <cstdint>
#include <string_view>

#include "events/call_document.h"
#include "events/reading.h"

namespace likely {

struct CallReaderOptions {
  // When the calls were received: now, or for live calls the moment of the request. What a call of
  // history says itself (receivedAt) goes before it.
  TimeUs received_at = 0;
  // Whether calls may be old: then one sent more than a day before received_at was received then,
  // nobody knows exactly when, and its own timestamp is taken as it is.
  bool history = true;
  // The type of a call that does not say it: the one of the path it was sent to. Live calls without
  // are those of a path for batches.
  std::string_view type;
};

// Reads tracking calls (identify, track, page, screen, group, alias) and batches of them, one JSON
// text each: validates, corrects times, collects external ids. Bad calls become discards; of a
// batch only the bad ones, also when they are no JSON. Owned by one thread.
class CallReader {
 public:
  explicit CallReader(const CallReaderOptions& options) : options_(options) {}

  // Appends what `text` holds to `out`. Text of only spaces is nothing.
  void read(std::string_view text, uint64_t line, Reading& out);

 private:
  bool is_batch(const JsonView& opened) const;
  void read_batch(const JsonView& opened, std::string_view text, uint64_t line, Reading& out);

  CallReaderOptions options_;
  CallDocument document_;
};

}  // namespace likely
