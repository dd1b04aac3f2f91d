#include "store/kept_map.h"

#include <sqlite3.h>

#include "base/check.h"

namespace likely {

// What the file's `pMethods` points to: its first part is what SQLite calls.
struct KeptMap::Methods : sqlite3_io_methods {
  const sqlite3_io_methods* own = nullptr;
  sqlite3_int64 mapped_bytes = 0;  // the file's size when it was last unmapped

  static int unfetch(sqlite3_file* file, sqlite3_int64 offset, void* page) {
    auto& self = *const_cast<Methods*>(static_cast<const Methods*>(file->pMethods));
    if (page != nullptr) return self.own->xUnfetch(file, offset, page);
    sqlite3_int64 bytes = 0;
    const bool known = self.own->xFileSize(file, &bytes) == SQLITE_OK;
    const sqlite3_int64 longest = self.mapped_bytes + self.mapped_bytes / 8;
    if (known && bytes >= self.mapped_bytes && bytes <= longest) return SQLITE_OK;
    self.mapped_bytes = bytes;
    return self.own->xUnfetch(file, 0, nullptr);
  }
};

KeptMap::KeptMap(sqlite3* database) : methods_(std::make_unique<Methods>()) {
  sqlite3_file* file = nullptr;
  CHECK(sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK);
  if (file->pMethods->iVersion < 3) return;  // maps nothing
  static_cast<sqlite3_io_methods&>(*methods_) = *file->pMethods;
  methods_->own = file->pMethods;
  methods_->xUnfetch = Methods::unfetch;
  file->pMethods = methods_.get();
}

KeptMap::~KeptMap() = default;

}  // namespace likely
