#include "pipeline/live_worker.h"

#include <algorithm>
#include <chrono>

#include "pipeline/live.h"

namespace likely {

namespace {
// A batch has as many people as are done in about kGoal: what is written comes at its end.
constexpr size_t kFewestAtOnce = 64, kMostAtOnce = 4096;
constexpr auto kGoal = std::chrono::milliseconds(250);
constexpr auto kTryAgain = std::chrono::seconds(1);
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

void LiveWorker::changed(ChangedProfiles profiles) {
  std::lock_guard lock(mutex_);
  if (waiting_.empty() && oldest_ == 0) oldest_ = options_.clock->now();
  for (const ProfileNumber number : profiles.active) enqueue(number);
  merged_.insert(profiles.merged.begin(), profiles.merged.end());
  wanted_.notify_one();
}

void LiveWorker::enqueue(ProfileNumber number) {
  if (waiting_.insert(number).second) queue_.push_back(number);
}

void LiveWorker::loop() {
  LiveScores scores(1);
  size_t most = kFewestAtOnce;
  ChangedProfiles batch;
  while (true) {
    TimeUs begun = 0;
    {
      std::unique_lock lock(mutex_);
      wanted_.wait(lock, [this] { return stop_ || !waiting_.empty() || !merged_.empty(); });
      if (stop_) return;
      const size_t count = std::min(most, queue_.size());
      const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
      batch.active.assign(queue_.begin(), end);
      queue_.erase(queue_.begin(), end);
      for (const ProfileNumber number : batch.active) waiting_.erase(number);
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
    if (took > kGoal) most = std::max(most / 2, kFewestAtOnce);
    if (took < kGoal / 2 && batch.active.size() == most) most = std::min(most * 2, kMostAtOnce);
    std::unique_lock lock(mutex_);
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
    oldest_ = waiting_.empty() ? 0 : std::max(oldest_, begun);
  }
}

LiveWorker::Figures LiveWorker::figures() const {
  std::lock_guard lock(mutex_);
  Figures figures = figures_;
  figures.waiting = waiting_.size();
  if (oldest_ > 0) {
    figures.lag_seconds =
        static_cast<double>(std::max<TimeUs>(options_.clock->now() - oldest_, 0)) / kSecondUs;
  }
  return figures;
}

}  // namespace likely
