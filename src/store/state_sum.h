#pragma once

#include <optional>

#include "base/result.h"
#include "store/space.h"

namespace likely {

// A checksum of state.sqlite, which has none of its own: written by every writer that closes the
// folder in order, taken away by the next one before it changes anything. None after a kill, until
// the next writer has closed.
Result<void> write_state_sum(const Folder& folder);
Result<void> remove_state_sum(const Folder& folder);

// Whether the file is the one that was summed; nothing when there is no checksum.
Result<std::optional<bool>> state_fits_sum(const Folder& folder);

}  // namespace likely
