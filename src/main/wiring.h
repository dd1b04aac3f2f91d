#pragma once

#include "cli/context.h"
#include "cli/services.h"

namespace likely {

// Binds every service of the command line to floor 3. The functions read `context` (which data
// folder, how many threads) when they are called, so it must outlive them.
cli::Services wire(const cli::Context& context);

// One for each group of commands, in its own file.
void wire_care(const cli::Context& context, cli::Services& services);
void wire_catalog(const cli::Context& context, cli::Services& services);
void wire_generate(cli::Services& services);
void wire_intake(cli::Services& services, const cli::Context& context);
void wire_learning(cli::Services& services, const cli::Context& context);

}  // namespace likely
