#include "pipeline/live_worker.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "base/threads.h"
#include "pipeline/live.h"
#include "store/scored_events.h"

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

LiveWorker::LiveWorker(Options options) : options_(std::move(options)) {
  // A folder without a mark gets one before there are events to forget.
  const auto marked = [&]() -> Result<void> {
    ASSIGN(const auto space, options_.place().open(Access::kWrite));
    return catch_up(*space);
  }();
  if (!marked && options_.on_trouble) options_.on_trouble(marked.error());
  thread_ = std::thread([this] { loop(); });
}

void LiveWorker::look() {
  std::lock_guard lock(mutex_);
  look_ = true;
  wanted_.notify_one();
}

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
  if (profiles.active.empty()) look_ = true;
  const uint64_t before = queued_;
  for (const ProfileNumber number : profiles.active) enqueue(number);
  if (queued_ > before) since_.push_back({before, options_.clock->now()});
  if (profiles.events > 0) marks_.push_back({queued_, profiles.events});
  wanted_.notify_one();
}

void LiveWorker::enqueue(ProfileNumber number) {
  if (number >= is_waiting_.size()) is_waiting_.resize(number + number / 4 + 1);
  if (is_waiting_[number]) return;
  is_waiting_[number] = true;
  queue_.push_back(number);
  ++queued_;
}

Result<void> LiveWorker::catch_up(Space& space) {
  Sqlite& state = space.state();
  Seen seen{.generation = space.generation()};  // before anything is read: it may rise meanwhile
  ASSIGN(seen.computations, full_computations(state));
  if (caught_up_ == seen) return {};
  ASSIGN(const auto mark, scored_events(state));
  ASSIGN(const bool live, is_anything_live(state));
  const int64_t all = std::numeric_limits<int64_t>::max();
  ASSIGN(auto found, unscored_people(space, live ? mark.value_or(all) : all));
  if (found.people.empty()) {
    ASSIGN(auto transaction, state.begin());
    TRY(raise_scored_events(state, found.events, seen.computations));
    TRY(transaction.commit());
  }
  std::lock_guard lock(mutex_);
  backlog_ = std::move(found.people);
  std::ranges::reverse(backlog_);
  scored_events_ = found.events;
  marks_.clear();  // they counted other rows
  caught_up_ = seen;
  return {};
}

ChangedProfiles LiveWorker::take(size_t most) {
  std::lock_guard lock(mutex_);
  ChangedProfiles batch;
  if (at_work_since_ == 0 && !since_.empty()) at_work_since_ = since_.front().at;
  while (!queue_.empty() && batch.active.size() < most) {
    batch.active.push_back(queue_.front());
    is_waiting_[queue_.front()] = false;
    queue_.pop_front();
    ++taken_;
  }
  while (since_.size() > 1 && since_[1].queued <= taken_) since_.pop_front();
  if (queue_.empty()) since_.clear();
  for (; !marks_.empty() && marks_.front().queued <= taken_; marks_.pop_front()) {
    scored_events_ = std::max(scored_events_, marks_.front().events);
  }
  if (batch.active.empty()) {
    const size_t count = std::min(most, backlog_.size());
    batch.active.assign(backlog_.rbegin(), backlog_.rbegin() + static_cast<std::ptrdiff_t>(count));
    backlog_.resize(backlog_.size() - count);
  }
  if (backlog_.empty()) batch.events = scored_events_;
  return batch;
}

Result<LiveReport> LiveWorker::work(LiveScores& scores, size_t most, ChangedProfiles& batch) {
  ASSIGN(const auto space, options_.place().open(Access::kWrite));
  {
    std::lock_guard lock(mutex_);
    look_ = false;  // whoever says so from here on wants another look
  }
  TRY(catch_up(*space));
  batch = take(most);
  if (space->generation() != caught_up_->generation) batch.events = 0;  // it counts other rows
  if (batch.active.empty()) return LiveReport{};
  auto report = scores.rescore(*space, batch, options_.clock->now(), caught_up_->computations);
  if (!report) caught_up_.reset();  // the mark finds them again
  return report;
}

void LiveWorker::loop() {
  name_this_thread("live");
  step_back(Waits::kNobody);
  LiveScores scores(1);
  prepare(scores);
  size_t most = kFewestAtOnce;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wanted_.wait(lock, [this] { return stop_ || has_work(); });
      if (stop_) return;
    }
    const auto start = std::chrono::steady_clock::now();
    ChangedProfiles batch;
    const auto report = work(scores, most, batch);
    const auto took = std::chrono::steady_clock::now() - start;
    const auto reading = std::chrono::microseconds(report ? report->reading : 0);
    const auto goal = std::max<std::chrono::steady_clock::duration>(kGoal, reading);
    if (took - reading > goal) most = std::max(most / 2, kFewestAtOnce);
    if (took - reading < goal / 2 && batch.active.size() == most) {
      most = std::min(most * 2, kMostAtOnce);
    }
    if (!report && options_.on_trouble) options_.on_trouble(report.error());
    std::unique_lock lock(mutex_);
    figures_.stuck = !report;
    if (!report) {
      look_ = true;
      wanted_.wait_for(lock, kTryAgain, [this] { return stop_; });
      continue;
    }
    figures_.rescored += report->people;
    figures_.entered += report->entered.size();
    figures_.exited += report->exited.size();
    figures_.lists += report->lists.size();
    at_work_since_ = 0;
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
  figures.waiting = queue_.size() + backlog_.size();
  const TimeUs oldest = at_work_since_ > 0 || since_.empty() ? at_work_since_ : since_.front().at;
  if (oldest > 0) {
    figures.lag_seconds =
        static_cast<double>(std::max<TimeUs>(options_.clock->now() - oldest, 0)) / kSecondUs;
  }
  return figures;
}

}  // namespace likely
