#include <CLI/CLI.hpp>

#include "cli/app.h"
#include "cli/json_out.h"

namespace likely::cli {

void add_version_command(CLI::App& app, Context& context) {
  add_command(app, context, "version", "Print the version of this program", "likely version --json",
              [&context]() -> Result<void> {
                if (context.json) {
                  print_json(context, {{"version", LIKELY_VERSION}});
                } else {
                  context.out("likely " LIKELY_VERSION "\n");
                }
                return {};
              });
}

}  // namespace likely::cli
