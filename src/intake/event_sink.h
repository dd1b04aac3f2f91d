#pragma once

#include <span>

#include "base/result.h"
#include "domain/derived.h"

namespace likely {

// What also wants every new event, inside the transaction that stores it. One call at a time, not
// all from the same thread.
class EventSink {
 public:
  virtual ~EventSink() = default;
  // Of more than one, it is given many events on a thread of their own.
  virtual int threads() const = 0;
  // New events of profiles, in the order in which they are stored; views live during the call.
  virtual Result<void> append(std::span<const StoredEvent> events) = 0;
  // Puts what was appended into the tables; before the transaction commits.
  virtual Result<void> flush() = 0;
};

}  // namespace likely
