#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "store/space.h"

namespace likely {

// Whose erasure is under way. Set before the first byte goes, cleared after the last, so that an
// erasure that was cut off is known and can be finished.
struct ErasingMark {
  std::string profile_id;
  std::string asked;  // the id as typed
};

Result<std::optional<ErasingMark>> read_erasing_mark(const Folder& folder);
Result<void> set_erasing_mark(const Folder& folder, const ErasingMark& mark);
Result<void> clear_erasing_mark(const Folder& folder);

}  // namespace likely
