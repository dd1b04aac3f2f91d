#include "pipeline/run_queue.h"

#include <algorithm>

#include "base/format.h"
#include "base/threads.h"
#include "store/audit_log.h"
#include "store/space.h"

namespace likely {

namespace {

constexpr std::string_view kStarting = "starting";
constexpr int64_t kMostQueued = 1000;
constexpr auto kAgainAfter = std::chrono::seconds(5);  // what the disk refused

}  // namespace

RunQueue::RunQueue(Options options) : options_(std::move(options)) {}

Result<std::unique_ptr<RunQueue>> RunQueue::start(Options options) {
  std::unique_ptr<RunQueue> queue(new RunQueue(std::move(options)));
  const std::string path = Folder{queue->options_.folder}.state();
  ASSIGN(queue->state_, Sqlite::open(path, Sqlite::Mode::kReadWrite));
  ASSIGN(queue->kept_, Sqlite::open(path, Sqlite::Mode::kReadWrite));
  TRY(RunStore(*queue->state_).interrupt_running(queue->options_.clock->now()));
  queue->thread_ = std::thread([raw = queue.get()] { raw->work(); });
  queue->keeper_ = std::thread([raw = queue.get()] { raw->keep(); });
  return queue;
}

RunQueue::~RunQueue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto& [id, tracker] : trackers_) tracker->cancel();
  }
  changed_.notify_all();
  keeping_.notify_all();
  if (thread_.joinable()) thread_.join();
  if (keeper_.joinable()) keeper_.join();
}

void RunQueue::work() {
  name_this_thread("runs");
  step_back(Waits::kNobody);
  Lock lock(mutex_);
  while (!stopping_) {
    const auto next = RunStore(*state_).first_queued();
    if (!next || !*next) {
      idle_ = true;
      changed_.notify_all();
      // A failed look is made again after a while.
      changed_.wait_for(lock, next ? std::chrono::hours(1) : kAgainAfter);
      continue;
    }
    const RunRecord& run = **next;
    const auto guest = guests_.find(run.id);
    RunTracker* tracker = begin(run, guest == guests_.end() ? nullptr : guest->second->watching);
    if (tracker == nullptr) {
      changed_.wait_for(lock, kAgainAfter);
      continue;
    }
    const auto result = perform(lock, run, *tracker);
    end(lock, run.id, result, /*patient=*/true);
  }
  idle_ = true;
  changed_.notify_all();
}

// A queued run becomes a running one; null: the state cannot be written.
RunTracker* RunQueue::begin(const RunRecord& queued, Progress* watching) {
  RunRecord run = queued;
  run.status = "running";
  run.words = kStarting;
  run.started = options_.clock->now();
  if (!RunStore(*state_).put(run, {})) return nullptr;
  auto& tracker = trackers_[run.id];
  tracker = std::make_unique<RunTracker>(run, *options_.clock, watching);
  keeping_.notify_all();
  return tracker.get();
}

Result<std::string> RunQueue::perform(Lock& lock, const RunRecord& run, RunTracker& tracker) {
  if (const auto found = guests_.find(run.id); found != guests_.end()) {
    const std::shared_ptr<Guest> guest = found->second;
    guest->tracker = &tracker;
    changed_.notify_all();
    changed_.wait(lock, [&] { return guest->result.has_value(); });
    return *guest->result;
  }
  if (run.arguments.starts_with(kWaitedForStart))
    return fail(ErrorCode::kCancelled, "who waited for it has gone");
  lock.unlock();
  const auto job = options_.jobs.find(run.kind);
  auto result =
      job != options_.jobs.end()
          ? job->second(run.arguments, tracker)
          : fail(ErrorCode::kUsage, format("this program knows no run of kind {}", run.kind));
  lock.lock();
  return result;
}

// While the state cannot be written, the run stays `running`; at the end of the program, or when
// nobody has the time to wait, it is left so, and interrupted at the next start.
void RunQueue::end(Lock& lock, int64_t id, const Result<std::string>& result, bool patient) {
  RunTracker& tracker = *trackers_.at(id);
  RunRecord run = tracker.run();
  run.ended = options_.clock->now();
  if (result) {
    run.status = "completed";
    if (run.words == kStarting) run.words = "done";
    run.percent = 100;
    run.result = *result;
  } else {
    const bool stopped = result.error().code == ErrorCode::kCancelled;
    run.status = !stopped ? "failed" : stopping_ ? "interrupted" : "cancelled";
    const Error& error = result.error();
    run.error = error.field.empty() ? error.message : error.field + ": " + error.message;
  }
  while (!RunStore(*state_).put(run, tracker.lines(0)) && patient && !stopping_) {
    changed_.wait_for(lock, kAgainAfter);
  }
  trackers_.erase(id);
  if (const auto guest = guests_.find(id); guest != guests_.end()) guest->second->over = true;
  changed_.notify_all();
}

void RunQueue::keep() {
  name_this_thread("run-progress");
  step_back(Waits::kNobody);
  std::map<int64_t, Kept> kept;
  Lock lock(mutex_);
  while (!stopping_) {
    std::erase_if(kept, [this](const auto& one) { return tracker_of(one.first) == nullptr; });
    if (trackers_.empty()) {
      keeping_.wait(lock);
    } else {
      keeping_.wait_for(lock, options_.keep_every, [this] { return stopping_; });
      keep_news(lock, kept);
    }
  }
}

// Nobody waits for this writing; what cannot be written is tried again the next time.
void RunQueue::keep_news(Lock& lock, std::map<int64_t, Kept>& kept) {
  std::vector<std::pair<RunRecord, std::vector<RunLine>>> told;
  for (const auto& [id, tracker] : trackers_) {
    RunRecord run = tracker->run();
    const Kept& before = kept[id];
    auto lines = tracker->lines(before.lines);
    if (lines.empty() && run.percent == before.percent && run.words == before.words) continue;
    told.emplace_back(std::move(run), std::move(lines));
  }
  lock.unlock();
  RunStore store(*kept_);
  for (const auto& [run, lines] : told) {
    if (!store.keep(run, lines)) continue;
    Kept& now = kept[run.id];
    now = {run.percent, run.words, now.lines + std::ssize(lines)};
  }
  lock.lock();
}

Result<RunRecord> RunQueue::insert(const std::string& kind, const std::string& arguments,
                                   const std::string& actor) {
  RunStore store(*state_);
  ASSIGN(const int64_t waiting, store.queued_count());
  if (waiting >= kMostQueued) {
    return fail(ErrorCode::kTooMany, format("{} runs wait already; try later", waiting));
  }
  ASSIGN(const int64_t id, store.add({.kind = kind,
                                      .arguments = arguments,
                                      .actor = actor,
                                      .created = options_.clock->now()}));
  return store.find(id);
}

Result<RunRecord> RunQueue::add(const std::string& kind, const std::string& arguments,
                                const std::string& actor) {
  if (!options_.jobs.contains(kind)) {
    return fail_field(ErrorCode::kUsage, "kind", format("there is no run of the kind {}", kind));
  }
  const std::lock_guard lock(mutex_);
  ASSIGN(auto run, insert(kind, arguments, actor));
  idle_ = false;
  changed_.notify_all();
  return run;
}

RunTracker* RunQueue::tracker_of(int64_t id) {
  const auto found = trackers_.find(id);
  return found == trackers_.end() ? nullptr : found->second.get();
}

Result<RunRecord> RunQueue::find(int64_t id) {
  const std::lock_guard lock(mutex_);
  if (const RunTracker* tracker = tracker_of(id)) return tracker->run();
  return RunStore(*state_).find(id);
}

Result<std::vector<RunRecord>> RunQueue::list(const RunQuery& query) {
  const std::lock_guard lock(mutex_);
  ASSIGN(auto runs, RunStore(*state_).list(query));
  for (RunRecord& run : runs) {
    if (const RunTracker* tracker = tracker_of(run.id)) run = tracker->run();
  }
  return runs;
}

Result<std::vector<RunLine>> RunQueue::lines(int64_t id, int64_t after, size_t limit) {
  const std::lock_guard lock(mutex_);
  const RunTracker* tracker = tracker_of(id);
  if (tracker == nullptr) {
    RunStore store(*state_);
    TRY(store.find(id));
    return store.lines(id, after, limit);
  }
  std::vector<RunLine> lines = tracker->lines(after);
  if (lines.size() > limit) lines.resize(limit);
  return lines;
}

Result<void> RunQueue::note_cancelled(int64_t id, const std::string& actor) {
  ASSIGN(auto transaction, state_->begin());
  TRY(append_audit(*state_, {.at = options_.clock->now(),
                             .actor = actor,
                             .action = "run.cancel",
                             .subject = format("run {}", id),
                             .detail = "{}"}));
  return transaction.commit();
}

Result<RunRecord> RunQueue::cancel(int64_t id, const std::string& actor) {
  const std::lock_guard lock(mutex_);
  if (RunTracker* tracker = tracker_of(id)) {
    TRY(note_cancelled(id, actor));
    tracker->cancel();
    return tracker->run();
  }
  RunStore store(*state_);
  ASSIGN(RunRecord run, store.find(id));
  if (run.status != "queued") {
    return fail(ErrorCode::kConflict, format("run {} has ended: {}", id, run.status));
  }
  TRY(note_cancelled(id, actor));
  run.status = "cancelled";
  run.ended = options_.clock->now();
  run.words = "cancelled before it began";
  TRY(store.put(run, {}));
  if (const auto guest = guests_.find(id); guest != guests_.end()) {
    guest->second->cancelled = true;
    changed_.notify_all();
  }
  return run;
}

Result<bool> RunQueue::is_pending(const std::string& kind, const std::string& arguments) {
  const std::lock_guard lock(mutex_);
  RunStore store(*state_);
  for (const char* status : {"queued", "running"}) {
    ASSIGN(const auto runs, store.list({.kind = kind, .status = status, .limit = 1001}));
    for (const RunRecord& run : runs) {
      if (run.arguments == arguments) return true;
    }
  }
  return false;
}

void RunQueue::wait_idle() {
  Lock lock(mutex_);
  changed_.wait(lock, [this] { return idle_; });
}

}  // namespace likely
