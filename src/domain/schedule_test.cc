#include "domain/schedule.h"

#include <gtest/gtest.h>

#include "domain/time.h"

namespace likely {
namespace {

TimeUs at(const char* text) { return *parse_time(text); }

TEST(Schedule, TheNextTimeIsTheFirstAfter) {
  struct Case {
    const char *schedule, *after, *next;
  };
  const Case cases[] = {
      {"every 6 hours", "2024-03-01T05:59:59Z", "2024-03-01T06:00:00Z"},
      {"every 6 hours", "2024-03-01T06:00:00Z", "2024-03-01T12:00:00Z"},
      {"6h", "2024-03-01T23:00:00Z", "2024-03-02T00:00:00Z"},
      {"30m", "2024-03-01T10:29:59.5Z", "2024-03-01T10:30:00Z"},
      {"every hour", "2024-03-01T10:29:00Z", "2024-03-01T11:00:00Z"},
      {"hourly", "2024-03-01T10:29:00Z", "2024-03-01T11:00:00Z"},
      {"daily", "2024-02-28T10:29:00Z", "2024-02-29T00:00:00Z"},
      {"every 2 days", "1970-01-02T00:00:00Z", "1970-01-03T00:00:00Z"},
      {"0 3 * * *", "2024-03-01T02:59:59Z", "2024-03-01T03:00:00Z"},
      {"0 3 * * *", "2024-03-01T03:00:00Z", "2024-03-02T03:00:00Z"},
      {"*/15 * * * *", "2024-03-01T10:14:00Z", "2024-03-01T10:15:00Z"},
      {"*/15 * * * *", "2024-03-01T10:45:00Z", "2024-03-01T11:00:00Z"},
      {"5/20 * * * *", "2024-03-01T10:06:00Z", "2024-03-01T10:25:00Z"},
      {"0 8-18/5 * * *", "2024-03-01T14:00:00Z", "2024-03-01T18:00:00Z"},
      {"0 8-18/5 * * *", "2024-03-01T18:00:00Z", "2024-03-02T08:00:00Z"},
      {"30 4 1,15 * *", "2024-03-02T00:00:00Z", "2024-03-15T04:30:00Z"},
      {"5,50 8-9 * * *", "2024-01-01T08:50:00Z", "2024-01-01T09:05:00Z"},
      {"0 0 31 * *", "2024-01-31T00:00:00Z", "2024-03-31T00:00:00Z"},
      {"30 23 31 12 *", "2024-12-31T23:30:00Z", "2025-12-31T23:30:00Z"},
      {"0 0 29 2 *", "2024-03-01T00:00:00Z", "2028-02-29T00:00:00Z"},
      {"0 0 29 2 *", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z"},
      {"0 9 * * 1-5", "2024-03-01T09:00:00Z", "2024-03-04T09:00:00Z"},
      {"0 0 * * 0", "2024-03-01T00:00:00Z", "2024-03-03T00:00:00Z"},
      {"0 0 * * 7", "2024-03-01T00:00:00Z", "2024-03-03T00:00:00Z"},
      {"0 0 13 * 5", "2024-03-09T00:00:00Z", "2024-03-13T00:00:00Z"},
      {"0 0 13 * 5", "2024-03-13T00:00:00Z", "2024-03-15T00:00:00Z"},
      {"0 0 1 1 *", "2024-03-01T00:00:00Z", "2025-01-01T00:00:00Z"},
      {" 0  3 * * * ", "2024-03-01T02:00:00Z", "2024-03-01T03:00:00Z"},
  };
  for (const Case& c : cases) {
    const auto schedule = Schedule::parse(c.schedule);
    ASSERT_TRUE(schedule) << c.schedule << ": " << schedule.error().message;
    EXPECT_EQ(format_time(schedule->next_time(at(c.after))), c.next) << c.schedule;
  }
}

TEST(Schedule, WhatIsNoScheduleIsRefused) {
  for (const char* text : {"",
                           "often",
                           "every",
                           "0h",
                           "every 0 hours",
                           "6 parsecs",
                           "-1h",
                           "20000d",
                           "* * * *",
                           "* * * * * *",
                           "60 * * * *",
                           "* 24 * * *",
                           "* * 0 * *",
                           "* * 32 * *",
                           "* * * 13 *",
                           "* * * * 8",
                           "5-1 * * * *",
                           "*/0 * * * *",
                           "1,, * * * *",
                           ", * * * *",
                           "1-2-3 * * * *",
                           "-1 * * * *",
                           "a * * * *",
                           "0 0 31 2 *",
                           "0 0 30 2 *",
                           "99999999999999999999h"}) {
    const auto schedule = Schedule::parse(text);
    ASSERT_FALSE(schedule) << text;
    EXPECT_EQ(schedule.error().code, ErrorCode::kUsage) << text;
    EXPECT_NE(schedule.error().message.find("every 6 hours"), std::string::npos);
  }
}

}  // namespace
}  // namespace likely
