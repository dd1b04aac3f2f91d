#include "store/user_umask.h"

#include <sys/stat.h>

namespace likely {

mode_t user_umask() {
  static const mode_t before = umask(077);
  return before;
}

Result<void> commit_for_user(AtomicFile& file) {
  const std::string& path = file.path_aside();
  if (chmod(path.c_str(), 0666 & ~user_umask()) != 0) return disk_failure(path, "opening");
  return file.commit();
}

}  // namespace likely
