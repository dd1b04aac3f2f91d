#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "domain/event.h"
#include "store/journal.h"

namespace likely {

// One live call as the debugger shows it.
struct TailEvent {
  int64_t seq = 0;  // grows with every call
  TimeUs received_at = 0;
  std::string source;  // whose write key it came with
  bool accepted = false;
  std::optional<EventKind> kind;  // of a refused one, as far as it says so
  std::string name;               // as well
  // Of an accepted one.
  TimeUs at = 0;
  std::vector<ExternalId> ids;
  std::string body;  // JSON object: properties, context, traits
  // Of a refused one.
  std::string reason, detail, excerpt;
};

struct TailQuery {
  std::optional<bool> accepted;
  std::string type, name, reason;  // empty: any
  std::string source;              // part of what it is called; empty: any
  int64_t before = 0;              // seq below; 0: from the newest on
  int64_t after = 0;               // seq above
  size_t limit = 50;
};

// The newest requests that live intake brought into the stores, in memory only: at most
// kMostRequests of them and kMostBytes. They are read, by the same code as at intake, when somebody
// looks. Thread-safe.
class LiveTail {
 public:
  static constexpr size_t kMostRequests = 1'000;
  static constexpr size_t kMostBytes = 4 << 20;

  // Keeps the newest of them; costs little however many there are.
  void add(const std::vector<Journal::Read>& records);
  // Newest first.
  std::vector<TailEvent> list(const TailQuery& query) const;
  // Forgets all: somebody was erased.
  void clear();

 private:
  struct Kept {
    int64_t number;  // of the request
    JournalEntry entry;
  };
  mutable std::mutex mutex_;  // guards what follows
  std::deque<Kept> kept_;
  size_t bytes_ = 0;
  int64_t requests_ = 0;
};

}  // namespace likely
