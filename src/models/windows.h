#pragma once

#include <vector>

#include "models/state.h"

namespace likely {

// The rows before now.
struct Span {
  TimeUs first = 0;
  size_t rows = 0, goals = 0;
};

Span span_of(const Interactions& data, TimeUs now);

// The closed windows that are learned: window w covers [now - w · length, now - (w - 1) · length).
struct Windows {
  TimeUs now;
  TimeUs length;
  size_t count;
  TimeUs start(size_t w) const { return now - static_cast<TimeUs>(w) * length; }
};

// Full horizons when at least two and a half of them are there, else quarters of what is there; as
// many as are needed for enough conversions of `products`.
Windows plan_windows(const Interactions& data, const ColumnRows& products, const Span& span,
                     TimeUs now, int horizon_days);

// Conversions a profile known by then, window by window, oldest first.
std::vector<double> conversion_levels(const Interactions& data, const ColumnRows& column,
                                      const Windows& windows, TimeUs first);

}  // namespace likely
