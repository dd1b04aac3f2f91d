#pragma once

#include "intake/recorder.h"

namespace likely {

// Sinks that derive interactions from new events by the mapping that serves, so that importing
// after `catalog set` gives what setting after the import gives. Without a mapping: no sink.
SinkFactory interaction_sinks(int threads);

}  // namespace likely
