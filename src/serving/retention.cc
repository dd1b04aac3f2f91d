#include "serving/retention.h"

namespace likely {

Result<OldRemoved> apply_retention(Space& space, int days, TimeUs now) {
  if (days < 1) return fail(ErrorCode::kUsage, "events are kept for at least one day");
  return remove_old(space, now - TimeUs{days} * 86'400 * kSecondUs, now);
}

}  // namespace likely
