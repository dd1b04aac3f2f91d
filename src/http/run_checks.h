#pragma once

#include <initializer_list>

#include "pipeline/run_queue.h"

namespace likely::http {

// Asks a check before a run is queued, unless a run of these kinds waits or runs: by the time the
// new one begins they have changed what it is held against.
template <typename Check>
Result<void> check_unless_pending(RunQueue& runs, std::initializer_list<const char*> kinds,
                                  Check check) {
  for (const char* kind : kinds) {
    for (const char* status : {"queued", "running"}) {
      ASSIGN(const auto pending, runs.list({.kind = kind, .status = status, .limit = 1}));
      if (!pending.empty()) return {};
    }
  }
  return check();
}

}  // namespace likely::http
