#include "generator/seasons.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

TEST(Seasons, KnowsTheCalendar) {
  const CalendarDay start = calendar_day(0);  // Thursday, 1 January 1970
  EXPECT_EQ(start.of_year, 0);
  EXPECT_EQ(start.weekday, 3);
  const CalendarDay after_leap_day = calendar_day(19783);  // Friday, 1 March 2024
  EXPECT_EQ(after_leap_day.of_year, 59);
  EXPECT_EQ(after_leap_day.weekday, 4);
}

TEST(Seasons, PeaksStandWhereTheyBelong) {
  constexpr int kMarch = 75, kLateAugust = 235, kMidDecember = 345, kFirstOfJanuary = 0;
  EXPECT_EQ(season_pull(Season::kNone, kLateAugust), 1);
  EXPECT_GT(season_pull(Season::kSchool, kLateAugust), 3 * season_pull(Season::kSchool, kMarch));
  EXPECT_GT(season_pull(Season::kGift, kMidDecember), 3 * season_pull(Season::kGift, kMarch));
  EXPECT_GT(season_pull(Season::kPlanner, kFirstOfJanuary), 3);
  EXPECT_GT(visit_season(kLateAugust), visit_season(kMarch));
}

TEST(Seasons, AlwaysPull) {
  for (const Season season :
       {Season::kNone, Season::kSchool, Season::kGift, Season::kPlanner, Season::kCraft}) {
    for (int day = 0; day < 365; ++day) {
      EXPECT_GT(season_pull(season, day), 0.3) << day;
      EXPECT_GT(visit_season(day), 0.3) << day;
    }
  }
}

}  // namespace
}  // namespace likely
