#pragma once

#include <string>
#include <string_view>

#include "events/call.h"

namespace likely {

// How a live request stands in the journal: a kind and a body. Of a request that is taken, the type
// that its path says (empty: a batch) and its body. Of one that was refused as a whole, why, and
// the beginning of its body: so it becomes a discard by the way that events go. No write key gets
// there: whose request it is stands beside it.
struct Received {
  std::string kind;
  std::string body;
};
Received taken(std::string_view kind, std::string body);
Received refused_whole(const Refusal& refusal, std::string_view body);

// Appends what such a request holds to `out`.
void read_received(std::string_view kind, std::string_view body, TimeUs received_at, Reading& out);

}  // namespace likely
