#include "domain/refresh_rule.h"

#include <algorithm>

#include "base/format.h"
#include "domain/schedule.h"

namespace likely {

std::string_view name_of(RefreshMode mode) {
  switch (mode) {
    case RefreshMode::kSnapshot:
      return "snapshot";
    case RefreshMode::kScheduled:
      return "scheduled";
    case RefreshMode::kLive:
      return "live";
  }
  return "";
}

Result<RefreshRule> parse_refresh(std::string_view text, TimeUs now) {
  if (text == name_of(RefreshMode::kSnapshot)) return RefreshRule{};
  if (text == name_of(RefreshMode::kLive)) return RefreshRule{.mode = RefreshMode::kLive};
  auto schedule = Schedule::parse(text);
  if (!schedule) {
    return fail_field(ErrorCode::kUsage, "refresh",
                      format("neither snapshot nor live; {}", schedule.error().message));
  }
  return RefreshRule{.mode = RefreshMode::kScheduled,
                     .schedule = std::string(text),
                     .next = schedule->next_time(now)};
}

std::optional<TimeUs> next_refresh(const RefreshRule& rule, TimeUs now) {
  if (rule.mode != RefreshMode::kScheduled) return std::nullopt;
  const auto schedule = Schedule::parse(rule.schedule);
  return schedule ? std::optional(schedule->next_time(now)) : std::nullopt;
}

int percentile_on(const std::vector<float>& curve, float probability) {
  const auto below = std::partition_point(curve.begin(), curve.end(),
                                          [&](float least) { return probability < least; });
  return std::max(1, 100 - static_cast<int>(below - curve.begin()));
}

}  // namespace likely
