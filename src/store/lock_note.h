#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/space.h"

namespace likely {

// What the lock file of a folder says while somebody changes or serves it.
struct LockNote {
  long process = 0;     // 0: nobody who changes it
  std::string address;  // where a server listens; empty: it is none
};

// Writes it through `descriptor`, a lock file of this process's.
Result<void> write_lock_note(int descriptor, const Folder& folder, std::string_view address);
// The same for the process that owns the folder, once it listens.
Result<void> note_address(const Folder& folder, std::string_view address);
LockNote read_lock_note(const Folder& folder);

}  // namespace likely
