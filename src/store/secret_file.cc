#include "store/secret_file.h"

#include <sys/stat.h>

#include "base/format.h"
#include "store/atomic_file.h"

namespace likely {

bool is_open_to_others(const std::string& path) {
  struct stat file {};
  return stat(path.c_str(), &file) == 0 && (file.st_mode & 077) != 0;
}

Result<std::string> read_secret_file(const std::string& path) {
  if (is_open_to_others(path)) {
    return fail(
        ErrorCode::kUsage,
        format("{}: others than its owner can read this key; run `chmod 600 {}`", path, path));
  }
  auto text = read_file(path);
  if (!text) return fail(ErrorCode::kUsage, text.error().message);
  return text;
}

}  // namespace likely
