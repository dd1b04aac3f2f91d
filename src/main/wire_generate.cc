#include "main/wiring.h"

#include "pipeline/generate.h"

namespace likely {

void wire_generate(cli::Services& services) { services.generate.generate = generate_files; }

}  // namespace likely
