#include "store/lock_note.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/format.h"
#include "store/atomic_file.h"

namespace likely {

Result<void> write_lock_note(int descriptor, const Folder& folder, std::string_view address) {
  const std::string text = format("{}\n{}{}", getpid(), address, address.empty() ? "" : "\n");
  if (ftruncate(descriptor, 0) == 0 && pwrite(descriptor, text.data(), text.size(), 0) >= 0) {
    return {};
  }
  return disk_failure(folder.lock(), "writing");
}

Result<void> note_address(const Folder& folder, std::string_view address) {
  const int descriptor = open(folder.lock().c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return disk_failure(folder.lock(), "opening");
  const auto written = write_lock_note(descriptor, folder, address);
  close(descriptor);
  return written;
}

LockNote read_lock_note(const Folder& folder) {
  const auto text = read_file(folder.lock());
  if (!text || text->empty()) return {};
  const size_t begin = std::min(text->find('\n'), text->size() - 1) + 1;
  return {.process = std::strtol(text->c_str(), nullptr, 10),
          .address = text->substr(begin, text->find('\n', begin) - begin)};
}

}  // namespace likely
