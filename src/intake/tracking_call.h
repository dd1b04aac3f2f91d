#pragma once

#include <string>

#include "base/clock.h"

namespace likely {

// One request of the Tracking API, checked for shape and limits only (receive_call.h): what it says
// is read later, by the same code that reads files.
struct TrackingCall {
  std::string body;  // as events/received.h makes it: one call, or {"batch":[…]}, or a discard
  std::string kind;  // of the same: "track", "identify" … as the path says; empty: a batch
  TimeUs received_at = 0;
  std::string source;  // whose write key it came with
};

}  // namespace likely
