#pragma once

#include "pipeline/run_queue.h"
#include "services/services.h"

namespace likely {

// The services for commands that are typed while a server owns the folder: what takes long is a
// run in its turn among the others, so that two never learn at once and all are in the history;
// what it says and gives does not differ. `runs` must outlive them.
Services as_runs(const Services& services, RunQueue& runs);

}  // namespace likely
