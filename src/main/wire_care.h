#pragma once

#include "cli/care_service.h"
#include "cli/context.h"

namespace likely {

// As wire() of main/wiring.h, for the commands of care.
cli::CareService wire_care(const cli::Context& context);

}  // namespace likely
