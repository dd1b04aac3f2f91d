#include "main/wiring.h"
#include "pipeline/demo_folder.h"
#include "pipeline/generate.h"
#include "store/atomic_file.h"

namespace likely {

void wire_generate(Services& services) {
  services.generate.generate = generate_files;
  services.generate.start_demo = start_demo_folder;
  services.generate.keep = write_file_atomically;
}

}  // namespace likely
