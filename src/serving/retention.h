#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "store/remove_old.h"

namespace likely {

// Events, interactions and refused calls older than so many days go; people, audiences and models
// stay (a model learned of them until the next training). All or nothing; may be done again.
// kUsage: less than a day.
Result<OldRemoved> apply_retention(Space& space, int days, TimeUs now);

}  // namespace likely
