#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "events/reading.h"
#include "intake/tracking_call.h"

namespace likely {

inline constexpr size_t kMostCallBytes = kMaxEventBytes;
inline constexpr size_t kMostBatchCalls = kMaxBatchEvents;

// A request of the Tracking API whose body arrived, as it goes to the journal.
struct ReceivedCall {
  TrackingCall call;    // of a refused request its discard; without its receipt and source
  std::string refusal;  // why it is refused as a whole; empty: it is taken
};
// Checks shape and limits. `body`: inflated, one call, or {"batch":[…]}; `kind`: "track",
// "identify" … as the path says, empty for batches. Any thread.
ReceivedCall receive_call(std::string body, std::string_view kind);

// The write key that a body brings; empty: none.
std::string write_key_in(std::string_view body);

}  // namespace likely
