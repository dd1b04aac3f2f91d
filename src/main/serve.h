#pragma once

#include <functional>
#include <string>

#include "services/serve.h"
#include "store/place.h"

namespace likely {

// Serves the folder of `place` until SIGTERM or SIGINT; a second one ends at once. SIGHUP reads the
// files of the certificate again, or stops when the terminal has gone. `say` gets the
// lines for the terminal: the address first. Errors: kUsage (unsafe or wrong options), kConflict
// (the address is taken), those of SharedFolder::open.
Result<void> serve(const Place& place, const ServeOptions& options,
                   const std::function<void(const std::string&)>& say);

}  // namespace likely
