#include "pipeline/run_queue.h"

#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include "base/format.h"
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
  void start(std::chrono::milliseconds keep_every = std::chrono::seconds(1)) {
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
                  {"wait",
                   [this](const std::string&, Progress& progress) -> Result<std::string> {
                     progress.step("waiting", 4, "things");
                     progress.at(3);
                     began_ = true;
                     while (!progress.cancelled()) std::this_thread::yield();
                     return fail(ErrorCode::kCancelled, "stopped");
                   }}},
         .keep_every = keep_every});
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
  EXPECT_EQ(queue_->cancel(good, "me").error().code, ErrorCode::kConflict);
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
  EXPECT_EQ(queue_->cancel(waiting, "me")->status, "cancelled");
  ASSERT_TRUE(queue_->cancel(running, "me"));
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

TEST_F(RunQueueTest, AKilledProcessLeavesWhatARunTold) {
  queue_.reset();
  start(std::chrono::milliseconds(1));
  const int64_t run = add("wait");
  const auto space = *Place{.folder = path()}.open(Access::kRead);
  RunStore store(space->state());
  while (store.find(run)->percent != 75) std::this_thread::yield();
  EXPECT_EQ(store.find(run)->words, "waiting");
  EXPECT_EQ(store.lines(run, 0, 10)->size(), 1u);
  queue_.reset();
  EXPECT_EQ(store.lines(run, 0, 10)->size(), 1u);  // the end does not tell it again
}

// What somebody at a terminal sees of the run they wait for.
class Watching : public NoProgress {
 public:
  void step(std::string_view what, uint64_t, std::string_view) override {
    const std::lock_guard lock(mutex_);
    steps_.emplace_back(what);
  }
  bool cancelled() const override { return cancelled_; }
  std::vector<std::string> steps() const {
    const std::lock_guard lock(mutex_);
    return steps_;
  }
  std::atomic<bool> cancelled_{false};

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> steps_;
};

Result<std::string> made(Progress& progress) {
  progress.step("making", 0, "");
  return "{\"made\":1}";
}

TEST_F(RunQueueTest, WhoWaitsForARunTakesTheirTurn) {
  const int64_t running = add("wait");
  wait_began();
  Watching watching;
  const auto thread = std::this_thread::get_id();
  Result<void> done;
  std::thread guest([&] {
    const auto mine = std::this_thread::get_id();
    EXPECT_NE(mine, thread);
    done = queue_->take_turn({"train", "{\"goals\":[]}", "terminal", &watching},
                             [&](Progress& progress) {
                               EXPECT_EQ(std::this_thread::get_id(), mine);
                               EXPECT_NE(queue_->find(running)->status, "running");
                               return made(progress);
                             });
  });
  while (watching.steps().empty()) std::this_thread::yield();
  EXPECT_EQ(queue_->list({.limit = 1})->front().status, "queued");
  ASSERT_TRUE(queue_->cancel(running, "me"));
  guest.join();
  EXPECT_TRUE(done);
  EXPECT_EQ(watching.steps(),
            (std::vector<std::string>{format("waiting for run {} (wait)", running), "making"}));
  const RunRecord run = queue_->list({.limit = 1})->front();
  EXPECT_EQ(run.kind, "train");
  EXPECT_EQ(run.status, "completed");
  EXPECT_EQ(run.arguments, "{\"waited_for\":true,\"goals\":[]}");
  EXPECT_EQ(run.result, "{\"made\":1}");
  EXPECT_EQ(queue_->lines(run.id, 0, 10)->size(), 1u);
}

TEST_F(RunQueueTest, WhoWaitsMayLeave) {
  add("wait");
  wait_began();
  Watching watching;
  watching.cancelled_ = true;
  const auto left = queue_->take_turn({"train", "{}", "terminal", &watching}, made);
  EXPECT_EQ(left.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(queue_->list({.limit = 1})->front().status, "cancelled");

  watching.cancelled_ = false;
  std::thread other([&] {
    while (queue_->list({.limit = 1})->front().status != "queued") std::this_thread::yield();
    EXPECT_TRUE(queue_->cancel(queue_->list({.limit = 1})->front().id, "me"));
  });
  EXPECT_EQ(queue_->take_turn({"train", "{}", "terminal", &watching}, made).error().code,
            ErrorCode::kCancelled);
  other.join();
}

TEST_F(RunQueueTest, WhatIsOverSoonRunsBesideTheOthers) {
  const int64_t running = add("wait");
  wait_began();
  const auto failed =
      queue_->beside({"compute", "{}", "ann"}, [&](Progress& progress) -> Result<std::string> {
        progress.step("computing", 2, "people");
        progress.at(1);
        const RunRecord run = queue_->list({.limit = 1})->front();
        EXPECT_EQ(run.status, "running");
        EXPECT_EQ(run.percent, 50);
        EXPECT_EQ(queue_->find(running)->status, "running");
        EXPECT_TRUE(queue_->cancel(run.id, "me"));
        EXPECT_TRUE(progress.cancelled());
        return fail(ErrorCode::kCancelled, "stopped");
      });
  EXPECT_EQ(failed.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(queue_->list({.limit = 1})->front().status, "cancelled");
  EXPECT_EQ(queue_->list({.limit = 1})->front().actor, "ann");
}

TEST_F(RunQueueTest, WhatSomebodyWaitedForEndsWithThem) {
  const int64_t run = add("echo");
  queue_->wait_idle();
  queue_.reset();
  {
    const auto space = *Place{.folder = path()}.open(Access::kWrite);
    ASSERT_TRUE(space->state().execute(
        "UPDATE runs SET status = 'queued', arguments = '{\"waited_for\":true}'"));
  }
  start();
  EXPECT_EQ(queue_->find(run)->status, "interrupted");
}

}  // namespace
}  // namespace likely
