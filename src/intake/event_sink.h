#pragma once

#include <functional>
#include <span>

#include "base/result.h"
#include "domain/derived.h"

namespace likely {

// What also wants every new event, inside the transaction that stores it.
class EventSink {
 public:
  virtual ~EventSink() = default;
  // Of more than one, it is asked to work out many events on a thread of their own.
  virtual int threads() const = 0;
  // Works out what is to be stored for new events of profiles, on any thread; views live during the
  // call. What it gives stores that, called in the order of the events, on the recorder's thread.
  using Store = std::function<Result<void>()>;
  virtual Store work_out(std::span<const StoredEvent> events) = 0;
  // Puts what was stored into the tables; before the transaction commits.
  virtual Result<void> flush() = 0;
};

}  // namespace likely
