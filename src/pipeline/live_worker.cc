#include "pipeline/live_worker.h"

#include <algorithm>
#include <chrono>

#include "pipeline/live.h"

namespace likely {

namespace {
constexpr size_t kMostAtOnce = 5000;
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
  waiting_.insert(profiles.active.begin(), profiles.active.end());
  merged_.insert(profiles.merged.begin(), profiles.merged.end());
  wanted_.notify_one();
}

void LiveWorker::loop() {
  LiveScores scores(1);
  ChangedProfiles batch;
  while (true) {
    TimeUs begun = 0;
    {
      std::unique_lock lock(mutex_);
      wanted_.wait(lock, [this] { return stop_ || !waiting_.empty() || !merged_.empty(); });
      if (stop_) return;
      const size_t count = std::min(kMostAtOnce, waiting_.size());
      const auto end = std::next(waiting_.begin(), static_cast<std::ptrdiff_t>(count));
      batch.active.assign(waiting_.begin(), end);
      waiting_.erase(waiting_.begin(), end);
      batch.merged.assign(merged_.begin(), merged_.end());
      merged_.clear();
      begun = options_.clock->now();
    }
    const auto report = [&]() -> Result<LiveReport> {
      ASSIGN(const auto space, options_.place().open(Access::kWrite));
      return scores.rescore(*space, batch, options_.clock->now());
    }();
    std::unique_lock lock(mutex_);
    if (!report) {
      waiting_.insert(batch.active.begin(), batch.active.end());
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
