#include "domain/cron.h"

#include <gtest/gtest.h>

#include "domain/time.h"

namespace likely {
namespace {

TEST(Cron, NextTimes) {
  const struct {
    const char* cron;
    const char* after;
    const char* next;
  } cases[] = {
      {"0 3 * * *", "2024-01-01T02:59:59Z", "2024-01-01T03:00:00Z"},
      {"0 3 * * *", "2024-01-01T03:00:00Z", "2024-01-02T03:00:00Z"},
      {"*/15 * * * *", "2024-01-01T00:00:01Z", "2024-01-01T00:15:00Z"},
      {"5,50 8-9 * * *", "2024-01-01T08:50:00Z", "2024-01-01T09:05:00Z"},
      {"0 0 29 2 *", "2024-02-29T00:00:00Z", "2028-02-29T00:00:00Z"},
      {"0 0 * * 1-5", "2024-01-05T00:00:00Z", "2024-01-08T00:00:00Z"},
      {"0 0 * * 7", "2024-01-01T00:00:00Z", "2024-01-07T00:00:00Z"},
      {"0 0 13 * 5", "2024-01-01T00:00:00Z", "2024-01-05T00:00:00Z"},  // either
      {"0 0 31 * *", "2024-01-31T00:00:00Z", "2024-03-31T00:00:00Z"},
      {"30 23 31 12 *", "2024-12-31T23:30:00Z", "2025-12-31T23:30:00Z"},
      {"10/20 * * * *", "2024-01-01T00:30:00Z", "2024-01-01T00:50:00Z"},
  };
  for (const auto& one : cases) {
    const auto cron = Cron::parse(one.cron);
    ASSERT_TRUE(cron) << one.cron;
    EXPECT_EQ(format_time(cron->next(*parse_time(one.after))), one.next) << one.cron;
  }
}

TEST(Cron, RefusesWhatIsNone) {
  for (const char* text : {"", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *",
                           "* * * 13 *", "* * * * 8", "a * * * *", "*/0 * * * *", "5-1 * * * *",
                           "1-2-3 * * * *", "-1 * * * *", "0 0 31 2 *", ", * * * *"}) {
    EXPECT_FALSE(Cron::parse(text)) << text;
  }
}

}  // namespace
}  // namespace likely
