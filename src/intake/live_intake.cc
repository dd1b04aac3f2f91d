#include "intake/live_intake.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <limits>
#include <optional>
#include <utility>

#include "base/threads.h"

namespace likely {

namespace {

constexpr size_t kStepBytes = 16 << 20;  // of the journal
constexpr int kStepsACommit = 8;         // while full steps wait
// A step costs much for its first event and little for the next. Unless so much waits, events
// gather after a step so many times as long as it took: few of them keep no processor busy.
constexpr size_t kMuchBytes = 2 << 20;
constexpr int kGathers = 4;
constexpr auto kLongestGather = std::chrono::milliseconds(200);
constexpr auto kLook = std::chrono::milliseconds(100);  // how often others are looked for
constexpr auto kTryAgain = std::chrono::seconds(1);
constexpr int kReopenMs = 1'000;
constexpr int kPatient = std::numeric_limits<int>::max();

}  // namespace

Result<std::unique_ptr<LiveIntake>> LiveIntake::start(Options options) {
  ASSIGN(auto journal, Journal::open(options.shared->folder().journal()));
  std::unique_ptr<LiveIntake> intake(new LiveIntake(std::move(options), std::move(journal)));
  LiveIntake* self = intake.get();
  self->options_.shared->complete_by([self](Space& alone) { return self->complete(alone); });
  self->thread_ = std::thread([self] { self->loop(); });
  return intake;
}

LiveIntake::LiveIntake(Options options, std::unique_ptr<Journal> journal)
    : options_(std::move(options)), journal_(std::move(journal)), applied_to_(journal_->begin()) {
  const auto on_disk = [this](TimeUs first) {
    std::lock_guard lock(mutex_);
    if (oldest_waiting_ == 0) oldest_waiting_ = first;
    wanted_.notify_one();
  };
  commits_ = std::make_unique<GroupCommit>(*journal_, on_disk, options_.on_refused);
}

LiveIntake::~LiveIntake() { stop(false); }

void LiveIntake::stop(bool drain) {
  commits_->stop();
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
    drain_ = drain;
    wanted_.notify_all();
  }
  if (!thread_.joinable()) return;
  thread_.join();
  options_.shared->complete_by(nullptr);
  // Nothing that is in the stores stays in the journal, too.
  if (!drain || applied_to_ < journal_->end()) return;
  if (journal_->rotate()) (void)journal_->drop_before(journal_->end());
}

void LiveIntake::loop() {
  name_this_thread("intake");
  step_back(Waits::kSoon);
  for (bool failed_before = false;;) {
    const Result<void> worked = work();
    if (!worked) {
      {
        std::lock_guard lock(mutex_);
        figures_.stuck = true;
      }
      if (options_.on_trouble) options_.on_trouble(worked.error());
      if (failed_before) (void)reopen();  // what is wrong then, the next work() says
    }
    failed_before = !worked;
    std::unique_lock lock(mutex_);
    if (stop_ && !(drain_ && gave_way_)) return;
    if (!worked) wanted_.wait_for(lock, kTryAgain, [this] { return stop_; });
  }
}

Result<void> LiveIntake::work() {
  ASSIGN(const auto space, options_.place.open(Access::kWrite, kPatient));
  if (options_.shared->gate().is_writer_beside()) {  // an import or a new catalog
    std::unique_lock lock(mutex_);
    gave_way_ = true;
    wanted_.wait_for(lock, kLook, [this] { return stop_; });
    return {};
  }
  gave_way_ = false;
  ASSIGN(Batch batch, open_batch(*space));
  JournalPosition at;
  {
    std::lock_guard lock(mutex_);
    at = applied_to_;
  }
  if (options_.on_changed) options_.on_changed({}, false);
  std::future<Result<Ahead>> next;  // works while the step before is brought in
  while (!options_.shared->gate().alone_wanted()) {
    ASSIGN(Ahead ahead, next.valid() ? next.get() : look(at));
    at = ahead.end;
    if (ahead.step.parts.empty()) {
      TRY(commit(batch, at));
      std::unique_lock lock(mutex_);
      if (stop_) return {};
      wanted_.wait_for(lock, kLook, [&] { return stop_ || journal_->end() > at; });
      continue;
    }
    if (journal_->bytes_after(at) > kMuchBytes) {
      next = std::async(std::launch::async, [this, at] {
        name_this_thread("intake_read");
        return look(at);
      });
    }
    const auto begun = std::chrono::steady_clock::now();
    TRY(bring_in(batch, std::move(ahead)));
    if (journal_->bytes_after(at) <= kStepBytes || batch.steps == kStepsACommit) {
      TRY(commit(batch, at));
    }
    std::unique_lock lock(mutex_);
    if (stop_ && !drain_) return {};
    if (next.valid()) continue;
    const auto took = std::chrono::steady_clock::now() - begun;
    wanted_.wait_for(lock, std::min<std::chrono::nanoseconds>(took * kGathers, kLongestGather),
                     [&] { return stop_ || journal_->bytes_after(at) > kMuchBytes; });
  }
  return commit(batch, at);
}

Result<void> LiveIntake::reopen() {
  ASSIGN(const auto alone, options_.place.open(Access::kSnapshot, kReopenMs));
  return alone->reopen_warehouse();
}

Result<void> LiveIntake::complete(Space& alone) {
  TRY(commits_->rotate());
  const JournalPosition end{journal_->end().segment, 0};
  JournalPosition at;
  {
    std::lock_guard lock(mutex_);
    at = applied_to_;
  }
  std::optional<Batch> batch;
  while (at < end) {
    ASSIGN(Ahead ahead, look(at));
    at = ahead.end;
    if (ahead.step.parts.empty()) break;
    if (!batch) {
      ASSIGN(batch, open_batch(alone));
    }
    TRY(bring_in(*batch, std::move(ahead)));
  }
  if (batch) TRY(commit(*batch, at));
  note_applied(at);
  return drop_applied();
}

Result<LiveIntake::Ahead> LiveIntake::look(JournalPosition at) const {
  TRY(drop_applied());
  Ahead ahead{.end = at};
  ASSIGN(ahead.records, journal_->read(ahead.end, kStepBytes));
  ahead.step = JournalReplay::read(ahead.records, options_.place.threads);
  return ahead;
}

Result<void> LiveIntake::drop_applied() const {
  std::unique_lock lock(mutex_);
  const JournalPosition at = applied_to_;
  lock.unlock();
  return journal_->drop_before(at);
}

Result<LiveIntake::Batch> LiveIntake::open_batch(Space& space) const {
  ASSIGN(auto replay, JournalReplay::open(space, options_.make_sink));
  replay.recorder().follow_changes();
  return Batch{.replay = std::move(replay)};
}

Result<void> LiveIntake::bring_in(Batch& batch, Ahead ahead) {
  if (batch.steps++ == 0) {
    std::lock_guard lock(mutex_);
    oldest_waiting_ = ahead.step.received_at;
  }
  TRY(batch.replay.bring_in(std::move(ahead.step)));
  if (options_.tail != nullptr) options_.tail->add(ahead.records);
  return {};
}

Result<void> LiveIntake::commit(Batch& batch, JournalPosition at) {
  if (batch.steps > 0) {
    Recorder& recorder = batch.replay.recorder();
    TRY(recorder.commit());
    batch.steps = 0;
    const Recorder::Counts before = std::exchange(batch.noted, recorder.counts());
    std::unique_lock lock(mutex_);
    figures_.events += batch.noted.events - before.events;
    figures_.duplicates += batch.noted.duplicates - before.duplicates;
    figures_.discards += batch.noted.discard_count() - before.discard_count();
    lock.unlock();
    if (options_.on_changed) {
      options_.on_changed(recorder.take_changed(), journal_->bytes_after(at) > kStepBytes);
    }
  }
  note_applied(at);
  return {};
}

void LiveIntake::note_applied(JournalPosition at) {
  std::lock_guard lock(mutex_);
  applied_to_ = at;
  figures_.stuck = false;
  if (at == journal_->end()) oldest_waiting_ = 0;
  applied_.notify_all();
}

LiveIntake::Figures LiveIntake::figures() const {
  const GroupCommit::Figures commits = commits_->figures();
  std::lock_guard lock(mutex_);
  Figures figures = figures_;
  figures.commits = commits;
  figures.waiting_bytes = journal_->bytes_after(applied_to_);
  if (figures.waiting_bytes > 0 && oldest_waiting_ > 0) {
    figures.lag_seconds =
        static_cast<double>(std::max<TimeUs>(options_.clock->now() - oldest_waiting_, 0)) /
        kSecondUs;
  }
  return figures;
}

bool LiveIntake::settle(int wait_ms) {
  const JournalPosition target = journal_->end();
  std::unique_lock lock(mutex_);
  return applied_.wait_for(lock, std::chrono::milliseconds(wait_ms),
                           [&] { return applied_to_ >= target; });
}

}  // namespace likely
