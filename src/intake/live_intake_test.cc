#include "intake/live_intake.h"

#include <gtest/gtest.h>

#include <future>

#include "base/temp_folder_for_test.h"
#include "domain/time.h"

namespace likely {
namespace {

const TimeUs kNow = *parse_time("2024-06-01T12:00:00Z");

std::string call(int user, const std::string& message_id) {
  return R"({"type":"track","event":"Product Viewed","userId":"u)" + std::to_string(user) +
         R"(","properties":{"product_id":"p1"})" +
         (message_id.empty() ? "" : R"(,"messageId":")" + message_id + "\"") + "}";
}

class LiveIntakeTest : public testing::Test {
 protected:
  void SetUp() override { open(); }
  void open() {
    shared_ = SharedFolder::open({.path = root_.path() + "/data"}).value();
    intake_ =
        LiveIntake::start({.shared = shared_.get(),
                           .place = place(),
                           .make_sink = [](Space&) { return nullptr; },
                           .clock = &clock_,
                           .on_changed =
                               [this](ChangedProfiles changed, bool) {
                                 std::lock_guard lock(mutex_);
                                 changed_.insert(changed.active.begin(), changed.active.end());
                                 if (changed.events > 0) events_told_ = changed.events;
                                 commits_ += changed.events > 0;
                               }})
            .value();
  }
  Place place() const {
    return {.folder = root_.path() + "/data", .threads = 2, .shared = shared_.get()};
  }
  void close(bool drain) {
    intake_->stop(drain);
    intake_.reset();
    shared_.reset();
  }
  Result<void> send(std::string body, std::string kind = "") {
    std::promise<Result<void>> answer;
    intake_->accept({std::move(body), std::move(kind), kNow, "shop"},
                    [&](Result<void> done) { answer.set_value(std::move(done)); });
    return answer.get_future().get();
  }
  int64_t count(const std::string& sql) {
    const auto space = place().open(Access::kRead).value();
    return space->warehouse().value()->connection().number(sql).value();
  }

  TempFolder root_;
  FixedClock clock_{kNow};
  std::mutex mutex_;
  std::set<ProfileNumber> changed_;
  int64_t events_told_ = 0;
  int commits_ = 0;
  std::unique_ptr<SharedFolder> shared_;
  std::unique_ptr<LiveIntake> intake_;
};

TEST_F(LiveIntakeTest, BringsInOnceWhatCameTwice) {
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(send(call(i % 5, "m" + std::to_string(i % 10))));
  }
  ASSERT_TRUE(intake_->settle(10'000));
  EXPECT_EQ(count("SELECT count(*) FROM events"), 10);
  const auto figures = intake_->figures();
  EXPECT_EQ(figures.commits.accepted, 20u);
  EXPECT_EQ(figures.events, 10u);
  EXPECT_EQ(figures.duplicates, 10u);
  EXPECT_EQ(figures.waiting_bytes, 0u);
  EXPECT_EQ(changed_.size(), 5u);
  EXPECT_EQ(events_told_, 10);
}

TEST_F(LiveIntakeTest, TheSameJournalAgainAddsNothing) {
  ASSERT_TRUE(send(call(1, "a")));
  ASSERT_TRUE(send(call(1, "")));  // two equal calls without ids are two events
  ASSERT_TRUE(send(call(1, "")));
  ASSERT_TRUE(send(R"({"type":"track","userId":"u"})"));  // no event: a discard
  ASSERT_TRUE(intake_->settle(10'000));
  for (int again = 0; again < 3; ++again) {
    close(false);  // the last segment stays
    open();
    ASSERT_TRUE(intake_->settle(10'000));
    EXPECT_EQ(count("SELECT count(*) FROM events"), 3);
    EXPECT_EQ(count("SELECT count(*) FROM discards"), 1);
  }
}

TEST_F(LiveIntakeTest, WhatWasAcceptedIsThereAfterItWasCutOff) {
  {
    // Nothing is brought in while somebody is alone in the folder.
    const auto alone = place().open(Access::kAlone).value();
    ASSERT_TRUE(send(call(7, "late")));
    EXPECT_FALSE(intake_->settle(50));
    EXPECT_GT(intake_->figures().waiting_bytes, 0u);
  }
  close(false);
  {
    const auto space = Space::open({.path = root_.path() + "/data", .access = Access::kAlone});
    EXPECT_TRUE(has_journal((*space)->folder().journal()).value());
    EXPECT_LE(apply_leftover_journal(**space, [](Space&) { return nullptr; }).value(), 1u);
    EXPECT_FALSE(has_journal((*space)->folder().journal()).value());
  }
  open();
  EXPECT_EQ(count("SELECT count(*) FROM events"), 1);
}

TEST_F(LiveIntakeTest, ALongQueueIsCommittedInFewTransactions) {
  constexpr int kRequests = 120, kCalls = 16;  // 57 MB: four steps
  const std::string filler(30'000, 'x');
  {
    const auto alone = place().open(Access::kAlone).value();
    for (int i = 0; i < kRequests; ++i) {
      std::string body = R"({"batch":[)";
      for (int j = 0; j < kCalls; ++j) {
        body += (j > 0 ? "," : "") + call(j, std::to_string(i * kCalls + j));
        body.insert(body.size() - 1, R"(,"context":{"filler":")" + filler + "\"}");
      }
      ASSERT_TRUE(send(body + "]}"));
    }
  }
  ASSERT_TRUE(intake_->settle(60'000));
  EXPECT_EQ(count("SELECT count(*) FROM events"), kRequests * kCalls);
  EXPECT_EQ(intake_->figures().events, uint64_t{kRequests * kCalls});
  EXPECT_EQ(events_told_, kRequests * kCalls);
  EXPECT_EQ(changed_.size(), size_t{kCalls});
  EXPECT_LT(commits_, 4);
}

TEST_F(LiveIntakeTest, TakesTheTypeOfThePath) {
  ASSERT_TRUE(send(R"({"userId":"u","event":"E"})", "track"));
  ASSERT_TRUE(send(R"({"userId":"u"})", "page"));
  ASSERT_TRUE(send(R"({"batch":[{"userId":"u","type":"identify"},{"userId":"u"}]})"));
  ASSERT_TRUE(intake_->settle(10'000));
  EXPECT_EQ(count("SELECT count(*) FROM events"), 3);
  EXPECT_EQ(count("SELECT count(*) FROM discards WHERE reason = 'unknown_type'"), 1);
}

TEST_F(LiveIntakeTest, LeavesNoCopyBehindForWhoIsAlone) {
  ASSERT_TRUE(send(call(3, "secret")));
  const auto alone = place().open(Access::kAlone).value();
  EXPECT_FALSE(has_journal(alone->folder().journal()).value());
  EXPECT_EQ(alone->warehouse().value()->connection().number("SELECT count(*) FROM events").value(),
            1);
}

TEST_F(LiveIntakeTest, AServedFolderIsNobodyElses) {
  const auto other =
      Space::open({.path = root_.path() + "/data", .access = Access::kRead, .wait_ms = 10});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace likely
