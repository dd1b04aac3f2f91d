#include "store/erasing_mark.h"

#include <unistd.h>

#include <cerrno>

#include "store/atomic_file.h"

namespace likely {

Result<std::optional<ErasingMark>> read_erasing_mark(const Folder& folder) {
  auto text = read_file(folder.erasing());
  if (!text && text.error().code == ErrorCode::kNotFound) return std::nullopt;
  if (!text) return std::unexpected(text.error());
  const size_t line = text->find('\n');
  if (line == std::string::npos) return ErasingMark{};
  return ErasingMark{text->substr(0, line), text->substr(line + 1)};
}

Result<void> set_erasing_mark(const Folder& folder, const ErasingMark& mark) {
  return write_file_atomically(folder.erasing(), mark.profile_id + "\n" + mark.asked);
}

Result<void> clear_erasing_mark(const Folder& folder) {
  if (unlink(folder.erasing().c_str()) != 0 && errno != ENOENT) {
    return disk_failure(folder.erasing(), "removing");
  }
  return sync_folder(folder.path);
}

}  // namespace likely
