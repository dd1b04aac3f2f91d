#include "store/secret_file.h"

#include <sys/stat.h>

#include "base/format.h"
#include "store/atomic_file.h"

namespace likely {

Result<std::string> read_secret_file(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) == 0 && (file.st_mode & 077) != 0) {
    return fail(
        ErrorCode::kUsage,
        format("{}: others than its owner can read this key; run `chmod 600 {}`", path, path));
  }
  auto text = read_file(path);
  if (!text) return fail(ErrorCode::kUsage, text.error().message);
  return text;
}

}  // namespace likely
