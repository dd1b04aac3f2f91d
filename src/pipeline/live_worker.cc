#include "pipeline/live_worker.h"

#include <algorithm>
#include <chrono>

#include "base/threads.h"
#include "pipeline/live.h"

namespace likely {

namespace {
// A batch has as many people as are done in about kGoal, or in what finding their rows takes: what
// is written comes at its end.
constexpr size_t kFewestAtOnce = 64, kMostAtOnce = 4096;
constexpr auto kGoal = std::chrono::milliseconds(250);
constexpr auto kTryAgain = std::chrono::seconds(1);
// While events wait to be brought in, it rests so many times as long as it works: they come first.
constexpr int kGivesWay = 3;
}  // namespace

LiveWorker::LiveWorker(Options options)
    : options_(std::move(options)), thread_([this] { loop(); }) {}

LiveWorker::~LiveWorker() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
    wanted_.notify_all();
  }
  thread_.join();
}

void LiveWorker::changed(ChangedProfiles profiles, bool more_comes) {
  std::lock_guard lock(mutex_);
  gives_way_ = more_comes;
  if (profiles.empty()) return wanted_.notify_one();
  if (queue_.empty() && oldest_ == 0) oldest_ = options_.clock->now();
  for (const ProfileNumber number : profiles.active) enqueue(number);
  merged_.insert(profiles.merged.begin(), profiles.merged.end());
  wanted_.notify_one();
}

void LiveWorker::enqueue(ProfileNumber number) {
  if (number >= is_waiting_.size()) is_waiting_.resize(number + number / 4 + 1);
  if (!is_waiting_[number]) queue_.push_back(number);
  is_waiting_[number] = true;
}

void LiveWorker::loop() {
  name_this_thread("live");
  step_back(Waits::kNobody);
  LiveScores scores(1);
  prepare(scores);
  size_t most = kFewestAtOnce;
  ChangedProfiles batch;
  while (true) {
    TimeUs begun = 0;
    {
      std::unique_lock lock(mutex_);
      wanted_.wait(lock, [this] { return stop_ || !queue_.empty() || !merged_.empty(); });
      if (stop_) return;
      const size_t count = std::min(most, queue_.size());
      const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
      batch.active.assign(queue_.begin(), end);
      queue_.erase(queue_.begin(), end);
      for (const ProfileNumber number : batch.active) is_waiting_[number] = false;
      batch.merged.assign(merged_.begin(), merged_.end());
      merged_.clear();
      begun = options_.clock->now();
    }
    const auto start = std::chrono::steady_clock::now();
    const auto report = [&]() -> Result<LiveReport> {
      ASSIGN(const auto space, options_.place().open(Access::kWrite));
      return scores.rescore(*space, batch, options_.clock->now());
    }();
    const auto took = std::chrono::steady_clock::now() - start;
    const auto reading = std::chrono::microseconds(report ? report->reading : 0);
    const auto goal = std::max<std::chrono::steady_clock::duration>(kGoal, reading);
    if (took - reading > goal) most = std::max(most / 2, kFewestAtOnce);
    if (took - reading < goal / 2 && batch.active.size() == most) {
      most = std::min(most * 2, kMostAtOnce);
    }
    std::unique_lock lock(mutex_);
    figures_.stuck = !report;
    if (!report) {
      for (const ProfileNumber number : batch.active) enqueue(number);
      merged_.insert(batch.merged.begin(), batch.merged.end());
      lock.unlock();
      if (options_.on_trouble) options_.on_trouble(report.error());
      lock.lock();
      wanted_.wait_for(lock, kTryAgain, [this] { return stop_; });
      if (stop_) return;
      continue;
    }
    figures_.rescored += report->people;
    figures_.entered += report->entered.size();
    figures_.exited += report->exited.size();
    figures_.lists += report->lists.size();
    oldest_ = queue_.empty() ? 0 : std::max(oldest_, begun);
    wanted_.wait_for(lock, took * kGivesWay, [this] { return stop_ || !gives_way_; });
  }
}

// What fails here fails in the first batch, too, which says so.
void LiveWorker::prepare(LiveScores& scores) {
  if (const auto space = options_.place().open(Access::kWrite)) (void)scores.prepare(**space);
}

LiveWorker::Figures LiveWorker::figures() const {
  std::lock_guard lock(mutex_);
  Figures figures = figures_;
  figures.waiting = queue_.size();
  if (oldest_ > 0) {
    figures.lag_seconds =
        static_cast<double>(std::max<TimeUs>(options_.clock->now() - oldest_, 0)) / kSecondUs;
  }
  return figures;
}

}  // namespace likely
