#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace likely {

// When something is done again and again, in UTC. As typed:
// - a length: "every 6 hours", "6h", "30m", "2 days", "hourly", "daily", "weekly"; counted from
//   1970, so that every run of a schedule falls on the same times;
// - five fields as of cron: minute hour day-of-month month day-of-week (0 or 7: Sunday), each `*`,
//   numbers, ranges `1-5`, lists `1,3`, steps `*/15`. When both days are given, either is enough.
class Schedule {
 public:
  // kUsage says what a right one looks like; one that never comes (31 February) is refused.
  static Result<Schedule> parse(std::string_view text);
  // The first time after `after`.
  TimeUs next_time(TimeUs after) const;

 private:
  TimeUs next_of_fields(TimeUs after) const;
  bool day_fits(int64_t day) const;

  TimeUs every_ = 0;                                                         // 0: by the fields
  uint64_t minutes_ = 0, hours_ = 0, days_ = 0, months_ = 0, weekdays_ = 0;  // a bit a number
  bool any_day_ = false, any_weekday_ = false;
};

}  // namespace likely
