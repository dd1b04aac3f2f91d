#include "pipeline/scheduler.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/temp_folder_for_test.h"
#include "domain/time.h"
#include "store/place.h"

namespace likely {
namespace {

// A clock that the test sets.
class SetClock : public Clock {
 public:
  TimeUs now() const override { return now_; }
  void set(const char* at) { now_ = *parse_time(at); }

 private:
  std::atomic<TimeUs> now_{0};
};

class SchedulerTest : public ::testing::Test {
 protected:
  SchedulerTest() {
    (void)Place{.folder = path()}.open(Access::kCreate);
    start("2024-01-01T00:00:00Z");
  }
  std::string path() const { return folder_.path() + "/data"; }

  // A process that begins; one that is there ends first.
  void start(const char* at, bool trains = true) {
    runs_.reset();
    clock_.set(at);
    const auto train = [this, trains](const std::string&,
                                      Progress& progress) -> Result<std::string> {
      while (!trains && !progress.cancelled()) std::this_thread::yield();
      if (!trains) return fail(ErrorCode::kCancelled, "stopped");
      ++trained_;
      return "{}";
    };
    const auto refresh = [this](const std::string&, Progress&) -> Result<std::string> {
      ++refreshed_;
      return "{}";
    };
    runs_ = *RunQueue::start(
        {.folder = path(), .clock = &clock_, .jobs = {{"train", train}, {"refresh", refresh}}});
    scheduler_ = std::make_unique<Scheduler>(Scheduler::Options{
        .runs = runs_.get(),
        .retrain = *Schedule::parse("0 3 * * *"),
        .due =
            [this](TimeUs) {
              return is_due_ ? std::vector<DueRun>{{"refresh", "{}"}} : std::vector<DueRun>{};
            },
        .last_learned = [this]() -> Result<std::optional<TimeUs>> { return last_learned_; }});
  }
  int tick(const char* at) {
    clock_.set(at);
    return *scheduler_->tick(clock_.now());
  }
  int tick_and_wait(const char* at) {
    const int queued = tick(at);
    runs_->wait_idle();
    return queued;
  }

  TempFolder folder_;
  SetClock clock_;
  int trained_ = 0, refreshed_ = 0;
  bool is_due_ = false;
  std::optional<TimeUs> last_learned_;
  std::unique_ptr<RunQueue> runs_;
  std::unique_ptr<Scheduler> scheduler_;
};

TEST_F(SchedulerTest, QueuesEachDueRunOnce) {
  EXPECT_EQ(tick_and_wait("2024-01-01T02:59:00Z"), 0);
  EXPECT_EQ(tick_and_wait("2024-01-01T03:00:10Z"), 1);
  EXPECT_EQ(tick_and_wait("2024-01-01T03:01:10Z"), 0);
  is_due_ = true;
  EXPECT_EQ(tick_and_wait("2024-01-05T12:00:00Z"), 2);  // nights that were missed: once
  is_due_ = false;
  EXPECT_EQ(tick_and_wait("2024-01-04T00:00:00Z"), 0);  // the clock was set back
  EXPECT_EQ(tick_and_wait("2024-01-04T03:00:00Z"), 1);
  EXPECT_EQ(trained_, 3);
  EXPECT_EQ(refreshed_, 1);
  EXPECT_EQ(runs_->list({.limit = 1})->front().arguments, R"({"gated":true})");
}

TEST_F(SchedulerTest, MakesUpOnceForNightsWithoutAProcess) {
  EXPECT_EQ(tick_and_wait("2024-01-01T23:00:00Z"), 0);  // nothing was ever learned
  EXPECT_EQ(tick_and_wait("2024-01-02T03:00:10Z"), 1);
  start("2024-01-02T22:00:00Z");
  EXPECT_EQ(tick_and_wait("2024-01-02T22:01:00Z"), 0);
  start("2024-01-05T03:00:20Z");
  EXPECT_EQ(tick_and_wait("2024-01-05T03:00:30Z"), 1);
  EXPECT_EQ(tick_and_wait("2024-01-05T03:01:30Z"), 0);
  start("2024-01-05T09:00:00Z");
  EXPECT_EQ(tick_and_wait("2024-01-05T09:00:10Z"), 0);
  start("2024-01-03T09:00:00Z");  // with its clock set back
  EXPECT_EQ(tick_and_wait("2024-01-03T09:00:10Z"), 1);
  EXPECT_EQ(trained_, 3);
}

TEST_F(SchedulerTest, AFolderThatLearnedByHandBeginsThere) {
  last_learned_ = *parse_time("2024-01-01T12:00:00Z");
  start("2024-01-02T02:00:00Z");
  EXPECT_EQ(tick_and_wait("2024-01-02T02:00:10Z"), 0);
  start("2024-01-02T08:00:00Z");
  EXPECT_EQ(tick_and_wait("2024-01-02T08:00:10Z"), 1);
}

TEST_F(SchedulerTest, ARetrainingThatWasInterruptedIsDueAgainAfterAnHour) {
  start("2024-01-02T02:00:00Z", /*trains=*/false);
  EXPECT_EQ(tick("2024-01-02T02:59:00Z"), 0);
  EXPECT_EQ(tick("2024-01-02T03:00:00Z"), 1);
  while (runs_->list({.limit = 1})->front().status != "running") std::this_thread::yield();
  start("2024-01-02T03:05:00Z");
  EXPECT_EQ(runs_->list({.limit = 1})->front().status, "interrupted");
  EXPECT_EQ(tick_and_wait("2024-01-02T03:06:00Z"), 0);
  EXPECT_EQ(tick_and_wait("2024-01-02T04:00:00Z"), 1);
  EXPECT_EQ(tick_and_wait("2024-01-02T04:01:00Z"), 0);
  EXPECT_EQ(trained_, 1);
}

}  // namespace
}  // namespace likely
