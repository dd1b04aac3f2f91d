#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace likely {

// What one request brought, as received.
struct JournalEntry {
  TimeUs received_at = 0;
  std::string source;  // whose write key
  std::string kind;    // what its body is (events/received.h)
  std::string body;
};

// Where a record begins: a segment file and an offset in it. Ordered as written.
struct JournalPosition {
  uint64_t segment = 0, offset = 0;
  auto operator<=>(const JournalPosition&) const = default;
};

// The requests that were answered and are not in the two stores yet: an append-only log
// in segment files `journal/<number>.log`.
//
// A segment is the line "likely journal 1\n", then records: magic, length, XXH3 of the rest, the
// size of the segment that was known to be on disk when the record was written, receipt, source,
// kind, body; little-endian. After a crash what was never flushed may be torn: it is cut off when
// the journal opens. A bad record within what was flushed is damage, and said.
//
// append() and rotate() are for one thread; read() and drop_before() for another. A segment that
// was left in order ends with a record of nothing, which vouches for all before it.
class Journal {
 public:
  // Errors: kUnusable (damage), kUnavailable (disk full).
  static Result<std::unique_ptr<Journal>> open(const std::string& folder);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // Appends and flushes: all of it is on disk when this returns. After an error none of it is
  // acknowledged: what of it may stand in the file is dealt with as after a crash.
  // kUnavailable: the disk is full, or nearly (kReserveBytes are left for the stores).
  Result<void> append(std::span<const JournalEntry> entries);
  // Goes on in a new segment, so that the one before can be dropped.
  Result<void> rotate();

  // The end of what is on disk.
  JournalPosition end() const;
  // The first position there is.
  JournalPosition begin() const;
  // The entries from `at` on, at most about `bytes` of them, each with its position; `at` moves
  // behind them. Only what is on disk.
  struct Read {
    JournalPosition at;
    JournalEntry entry;
  };
  Result<std::vector<Read>> read(JournalPosition& at, size_t bytes) const;
  // Removes the segments that lie wholly before.
  Result<void> drop_before(JournalPosition at);
  // Bytes from `at` to the end.
  uint64_t bytes_after(JournalPosition at) const;

  static constexpr uint64_t kSegmentBytes = 64 << 20;
  static constexpr uint64_t kReserveBytes = 256 << 20;

 private:
  struct Inner;
  explicit Journal(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

// Whether a folder has a journal with anything in it: a server was cut off.
Result<bool> has_journal(const std::string& folder);

}  // namespace likely
