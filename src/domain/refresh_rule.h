#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace likely {

// How an audience or a trait stays true after it was computed.
enum class RefreshMode { kSnapshot, kScheduled, kLive };
std::string_view name_of(RefreshMode mode);  // "snapshot" …

struct RefreshRule {
  RefreshMode mode = RefreshMode::kSnapshot;
  std::string schedule;        // as typed (domain/schedule.h); empty unless scheduled
  std::optional<TimeUs> next;  // when it is computed again; scheduled, or just made live
  // Of an audience, what its last full computation found, for those re-scored since. The line: the
  // probability of the least likely member; none: nobody may enter.
  std::optional<double> line;
  // The least probability of each percentile among the eligible, from the 100th down.
  std::vector<float> curve;
};

// "snapshot", "live", or a schedule, whose next time is after `now`. Errors are kUsage.
Result<RefreshRule> parse_refresh(std::string_view text, TimeUs now);

// The next time of a scheduled rule after `now`; nothing for others.
std::optional<TimeUs> next_refresh(const RefreshRule& rule, TimeUs now);

// The percentile that a probability would have had: 100 to 1; without a curve 100.
int percentile_on(const std::vector<float>& curve, float probability);

}  // namespace likely
