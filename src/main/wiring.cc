#include "main/wiring.h"

namespace likely {

cli::Services wire(const cli::Context& context) {
  cli::Services services;
  static_cast<void>(context);
  wire_generate(services);
  return services;
}

}  // namespace likely
