#pragma once

#include <cstdint>

namespace likely {

// What time of the year pulls a category.
enum class Season : uint8_t { kNone, kSchool, kGift, kPlanner, kCraft };

// Where a day of the generated history stands in the calendar; day 0 is its first day.
struct CalendarDay {
  int of_year = 0;  // 0: 1 January; leap days count as 28 February
  int weekday = 0;  // 0: Monday
};
CalendarDay calendar_day(int64_t days_since_1970);

// How much stronger the pull is than on an ordinary day (about 1). Straight lines only, no libm.
double season_pull(Season season, int day_of_year);

// How many more visits than usual the whole site has on that day of the year.
double visit_season(int day_of_year);

}  // namespace likely
