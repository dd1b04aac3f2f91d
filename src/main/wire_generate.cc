#include "main/wiring.h"
#include "pipeline/demo_folder.h"
#include "pipeline/generate.h"
#include "store/user_umask.h"

namespace likely {

void wire_generate(Services& services) {
  services.generate.generate = generate_files;
  services.generate.start_demo = start_demo_folder;
  services.generate.keep = [](const std::string& path, std::string_view bytes) -> Result<void> {
    ASSIGN(AtomicFile file, AtomicFile::create(path));
    TRY(file.write(bytes));
    return commit_for_user(file);
  };
}

}  // namespace likely
