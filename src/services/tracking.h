#pragma once

#include <functional>

#include "base/result.h"
#include "intake/tracking_call.h"

namespace likely {

// Live events, in.
struct TrackingService {
  // Takes the call and comes back at once; `done` is called exactly once, from any thread, when the
  // call is on disk or is refused (kUnavailable: send it again later). Never blocks, never throws.
  std::function<void(TrackingCall, std::function<void(Result<void>)> done)> accept;
};

}  // namespace likely
