#pragma once

namespace likely {

// Whether what was expected of a closed window is so far from what came (a factor of two) that
// probabilities may be trusted for their order only. Nothing measured (0) is not off.
inline bool level_is_off(double expected_over_actual) {
  return expected_over_actual > 0 && (expected_over_actual < .5 || expected_over_actual > 2);
}

}  // namespace likely
