#include "pipeline/run_queue.h"

#include <gtest/gtest.h>

#include "base/temp_folder_for_test.h"
#include "store/place.h"

namespace likely {
namespace {

class RunQueueTest : public ::testing::Test {
 protected:
  RunQueueTest() {
    (void)Place{.folder = path()}.open(Access::kCreate);
    start();
  }
  std::string path() const { return folder_.path() + "/data"; }
  void start() {
    queue_ = *RunQueue::start(
        {.folder = path(),
         .clock = &clock_,
         .jobs = {{"echo",
                   [](const std::string& arguments, Progress& progress) -> Result<std::string> {
                     progress.step("echoing", 10, "things");
                     progress.note("half");
                     return arguments;
                   }},
                  {"fail",
                   [](const std::string&, Progress&) -> Result<std::string> {
                     return fail(ErrorCode::kUnusable, "it cannot");
                   }},
                  {"wait", [this](const std::string&, Progress& progress) -> Result<std::string> {
                     progress.step("waiting", 4, "things");
                     progress.at(3);
                     began_ = true;
                     while (!progress.cancelled()) std::this_thread::yield();
                     return fail(ErrorCode::kCancelled, "stopped");
                   }}}});
  }
  int64_t add(const std::string& kind) { return queue_->add(kind, "{\"a\":1}", "test")->id; }
  void wait_began() {
    while (!began_) std::this_thread::yield();
  }

  TempFolder folder_;
  FixedClock clock_{1'700'000'000 * kSecondUs};
  std::atomic<bool> began_{false};
  std::unique_ptr<RunQueue> queue_;
};

TEST_F(RunQueueTest, KeepsResultsErrorsAndLogs) {
  const int64_t good = add("echo"), bad = add("fail");
  queue_->wait_idle();
  const RunRecord echoed = *queue_->find(good);
  EXPECT_EQ(echoed.status, "completed");
  EXPECT_EQ(echoed.result, "{\"a\":1}");
  EXPECT_EQ(echoed.percent, 100);
  EXPECT_EQ(queue_->find(bad)->status, "failed");
  EXPECT_EQ(queue_->find(bad)->error, "it cannot");
  const auto lines = *queue_->lines(good, 1, 10);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].text, "half");
  EXPECT_EQ(queue_->list({})->front().id, bad);
  EXPECT_EQ(queue_->list({.kind = "echo"})->size(), 1u);
  EXPECT_EQ(queue_->add("dance", "{}", "test").error().code, ErrorCode::kUsage);
  EXPECT_EQ(queue_->find(99).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(queue_->cancel(good).error().code, ErrorCode::kConflict);
}

TEST_F(RunQueueTest, CancelsWhatRunsAndWhatWaits) {
  const int64_t running = add("wait"), waiting = add("echo");
  wait_began();
  EXPECT_EQ(queue_->find(running)->percent, 75);
  EXPECT_EQ(queue_->find(running)->words, "waiting");
  EXPECT_EQ(queue_->lines(running, 0, 10)->size(), 1u);
  EXPECT_TRUE(*queue_->is_pending("wait", "{\"a\":1}"));
  EXPECT_TRUE(*queue_->is_pending("echo", "{\"a\":1}"));
  EXPECT_FALSE(*queue_->is_pending("echo", "{}"));
  EXPECT_EQ(queue_->cancel(waiting)->status, "cancelled");
  ASSERT_TRUE(queue_->cancel(running));
  queue_->wait_idle();
  EXPECT_EQ(queue_->find(running)->status, "cancelled");
  EXPECT_EQ(queue_->find(waiting)->status, "cancelled");
}

TEST_F(RunQueueTest, AStopInterruptsWhatRunsAndKeepsWhatWaits) {
  const int64_t running = add("wait"), waiting = add("echo");
  wait_began();
  queue_.reset();
  start();
  queue_->wait_idle();
  EXPECT_EQ(queue_->find(running)->status, "interrupted");
  EXPECT_EQ(queue_->find(waiting)->status, "completed");
}

TEST_F(RunQueueTest, AKilledProcessLeavesInterruptedRuns) {
  const int64_t run = add("echo");
  queue_->wait_idle();
  queue_.reset();
  {
    const auto space = *Place{.folder = path()}.open(Access::kWrite);
    ASSERT_TRUE(space->state().execute("UPDATE runs SET status = 'running', ended_us = NULL"));
  }
  start();
  EXPECT_EQ(queue_->find(run)->status, "interrupted");
  EXPECT_NE(queue_->find(run)->error, "");
  EXPECT_TRUE(queue_->find(run)->ended);
}

}  // namespace
}  // namespace likely
