#include "main/wiring.h"

namespace likely {

cli::Services wire(const cli::Context& context) {
  cli::Services services;
  wire_care(context, services);
  wire_catalog(context, services);
  wire_generate(services);
  wire_intake(services, context);
  wire_learning(services, context);
  return services;
}

}  // namespace likely
