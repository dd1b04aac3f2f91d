#include "pipeline/scheduler.h"

#include <gtest/gtest.h>

#include "base/temp_folder_for_test.h"
#include "domain/time.h"
#include "store/place.h"

namespace likely {
namespace {

TEST(Scheduler, QueuesEachDueRunOnce) {
  const TempFolder folder;
  const std::string path = folder.path() + "/data";
  (void)Place{.folder = path}.open(Access::kCreate);
  const FixedClock clock(*parse_time("2024-01-01T00:00:00Z"));
  int trained = 0, refreshed = 0;
  auto runs = *RunQueue::start(
      {.folder = path,
       .clock = &clock,
       .jobs = {{"train",
                 [&](const std::string& arguments, Progress&) -> Result<std::string> {
                   EXPECT_EQ(arguments, R"({"gated":true})");
                   ++trained;
                   return "{}";
                 }},
                {"refresh", [&](const std::string&, Progress&) -> Result<std::string> {
                   ++refreshed;
                   return "{}";
                 }}}});
  bool is_due = false;
  Scheduler scheduler(
      {.runs = runs.get(),
       .retrain = *Schedule::parse("0 3 * * *"),
       .due =
           [&](TimeUs) {
             return is_due ? std::vector<DueRun>{{"refresh", "{}"}} : std::vector<DueRun>{};
           }},
      clock.now());
  const auto tick = [&](const char* at) {
    const int queued = *scheduler.tick(*parse_time(at));
    runs->wait_idle();
    return queued;
  };
  EXPECT_EQ(tick("2024-01-01T02:59:00Z"), 0);
  EXPECT_EQ(tick("2024-01-01T03:00:10Z"), 1);
  EXPECT_EQ(tick("2024-01-01T03:01:10Z"), 0);
  is_due = true;
  EXPECT_EQ(tick("2024-01-05T12:00:00Z"), 2);  // nights that were missed: once
  is_due = false;
  EXPECT_EQ(tick("2024-01-04T00:00:00Z"), 0);  // the clock was set back
  EXPECT_EQ(tick("2024-01-04T03:00:00Z"), 1);
  EXPECT_EQ(trained, 3);
  EXPECT_EQ(refreshed, 1);
}

}  // namespace
}  // namespace likely
