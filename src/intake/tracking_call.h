#pragma once

#include <string>

#include "base/clock.h"

namespace likely {

// One request of the Tracking API as it arrived, checked for shape and limits only: what it says
// is read later, by the same code that reads files.
struct TrackingCall {
  std::string body;  // JSON object, inflated: one call, or {"batch":[…]}
  std::string kind;  // "track", "identify" … as the path says; empty: each call says its own
  TimeUs received_at = 0;
  std::string source;  // whose write key it came with
};

}  // namespace likely
