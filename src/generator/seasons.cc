#include "generator/seasons.h"

#include <algorithm>
#include <chrono>

namespace likely {

namespace {

// 0 before `start`, rises to 1 at `full`, stays until `fade`, 0 again at `end`; days of the year.
double bump(int day, int start, int full, int fade, int end) {
  if (day < start || day >= end) return 0;
  if (day < full) return static_cast<double>(day - start) / (full - start);
  if (day < fade) return 1;
  return static_cast<double>(end - day) / (end - fade);
}

}  // namespace

CalendarDay calendar_day(int64_t days_since_1970) {
  const std::chrono::sys_days day{std::chrono::days(days_since_1970)};
  const std::chrono::year_month_day date(day);
  const std::chrono::sys_days new_year(date.year() / std::chrono::January / 1);
  int of_year = static_cast<int>((day - new_year).count());
  if (date.year().is_leap() && of_year >= 59) --of_year;
  const auto weekday = static_cast<int>(std::chrono::weekday(day).iso_encoding()) - 1;
  return {of_year, weekday};
}

double season_pull(Season season, int day) {
  switch (season) {
    case Season::kNone:
      return 1;
    case Season::kSchool:  // from late July, full through August, gone by late September
      return 1 + 3.2 * bump(day, 203, 219, 248, 268) + 0.4 * bump(day, 0, 4, 14, 25);
    case Season::kGift:  // Christmas, a little Valentine's day and Mother's day
      return 0.8 + 3.4 * bump(day, 310, 337, 352, 359) + 0.8 * bump(day, 28, 38, 43, 46) +
             0.5 * bump(day, 112, 122, 128, 132);
    case Season::kPlanner:  // the turn of the year, and the school year
      return 0.6 + 3.4 * std::max(bump(day, 325, 348, 365, 380), bump(day, -1, 0, 10, 32)) +
             0.9 * bump(day, 203, 219, 248, 268);
    case Season::kCraft:  // long evenings
      return 0.85 + 0.5 * std::max(bump(day, 270, 310, 365, 400), bump(day, -1, 0, 60, 110));
  }
  return 1;
}

double visit_season(int day) {
  return 0.92 + 0.55 * bump(day, 203, 219, 248, 268) + 0.5 * bump(day, 310, 332, 352, 358) -
         0.12 * bump(day, 160, 180, 190, 205) - 0.25 * bump(day, 357, 359, 362, 366);
}

}  // namespace likely
