#include "models/windows.h"

#include <algorithm>

namespace likely {

namespace {

constexpr size_t kFewestWindows = 3, kMostWindows = 5;
constexpr size_t kEnoughPositives = 30'000;  // more windows are learned until there are as many
constexpr size_t kLevels = 12;               // windows whose level of conversions is compared

// Conversions of all products in [from, to), each profile and product once.
size_t conversions(const Interactions& data, const ColumnRows& column, TimeUs from, TimeUs to) {
  size_t count = 0;
  for (size_t p = 0; p < data.profiles.size(); ++p) {
    uint32_t last = kNoValue;
    for (uint64_t k = column.begin[p]; k < column.begin[p + 1]; ++k) {
      const uint32_t row = column.order[k];
      const bool counts = data.at[row] >= from && data.at[row] < to && data.effect[row] > 0 &&
                          data.rules[data.rule[row]].goal && column.code[row] != last;
      if (!counts) continue;
      last = column.code[row];
      ++count;
    }
  }
  return count;
}

}  // namespace

Span span_of(const Interactions& data, TimeUs now) {
  Span span{now, 0, 0};
  for (size_t row = 0; row < data.size(); ++row) {
    if (data.at[row] >= now) continue;
    span.first = std::min(span.first, data.at[row]);
    ++span.rows;
    span.goals += data.rules[data.rule[row]].goal && data.effect[row] > 0;
  }
  return span;
}

Windows plan_windows(const Interactions& data, const ColumnRows& products, const Span& span,
                     TimeUs now, int horizon_days) {
  const TimeUs horizon = horizon_days * kDayUs;
  const TimeUs length_of_data = now - span.first;
  Windows windows{now, horizon, 0};
  if (length_of_data < horizon * 5 / 2) windows.length = std::max<TimeUs>(length_of_data / 4, 1);
  const auto possible = static_cast<size_t>((length_of_data - windows.length / 2) / windows.length);
  size_t positives = 0;
  while (windows.count < std::min(possible, kMostWindows)) {
    if (windows.count >= kFewestWindows && positives >= kEnoughPositives) break;
    ++windows.count;
    const TimeUs start = windows.start(windows.count);
    positives += conversions(data, products, start, start + windows.length);
  }
  return windows;
}

std::vector<double> conversion_levels(const Interactions& data, const ColumnRows& column,
                                      const Windows& windows, TimeUs first) {
  const std::vector<uint64_t> begin = profile_begins(data);
  std::vector<double> levels;
  for (size_t w = kLevels; w >= 1; --w) {
    const TimeUs start = windows.start(w);
    if (start < first + windows.length / 2) continue;
    size_t known = 0;
    for (size_t p = 0; p < data.profiles.size(); ++p) {
      known += begin[p] < begin[p + 1] && data.at[begin[p]] < start;
    }
    if (known == 0) continue;
    levels.push_back(static_cast<double>(conversions(data, column, start, start + windows.length)) /
                     static_cast<double>(known));
  }
  return levels;
}

}  // namespace likely
