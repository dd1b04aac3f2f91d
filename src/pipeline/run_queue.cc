#include "pipeline/run_queue.h"

#include <algorithm>

#include "base/format.h"
#include "base/threads.h"
#include "store/space.h"

namespace likely {

namespace {
constexpr int64_t kMostQueued = 1000;
constexpr size_t kMostLines = 2000;  // of one run; the first stay
}  // namespace

// What the running run tells. Thread-safe: the job writes, everybody reads.
class RunQueue::Tracker : public Progress {
 public:
  Tracker(int64_t run, const Clock& clock) : run_(run), clock_(clock) {}

  int64_t run() const { return run_; }

  void step(std::string_view what, uint64_t total, std::string_view) override {
    const std::lock_guard lock(mutex_);
    words_ = what;
    total_ = total;
    done_ = 0;
    add_line(what);
  }
  void at(uint64_t done) override { done_ = done; }
  void note(std::string_view line) override {
    const std::lock_guard lock(mutex_);
    add_line(line);
  }
  bool cancelled() const override { return cancelled_; }

  void cancel() { cancelled_ = true; }
  void show(RunRecord& run) const {
    const std::lock_guard lock(mutex_);
    run.words = words_;
    // Of the current step: how many steps a job has is its own affair.
    run.percent =
        total_ == 0 ? 0 : static_cast<int>(std::min<uint64_t>(done_, total_) * 100 / total_);
  }
  std::vector<RunLine> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  void add_line(std::string_view text) {
    if (lines_.size() >= kMostLines) return;
    lines_.push_back({static_cast<int64_t>(lines_.size()) + 1, clock_.now(), std::string(text)});
  }

  const int64_t run_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::string words_ = "starting";
  uint64_t total_ = 0;
  std::vector<RunLine> lines_;
  std::atomic<uint64_t> done_{0};
  std::atomic<bool> cancelled_{false};
};

RunQueue::RunQueue(Options options) : options_(std::move(options)) {}

Result<std::unique_ptr<RunQueue>> RunQueue::start(Options options) {
  std::unique_ptr<RunQueue> queue(new RunQueue(std::move(options)));
  ASSIGN(queue->state_,
         Sqlite::open(Folder{queue->options_.folder}.state(), Sqlite::Mode::kReadWrite));
  TRY(RunStore(*queue->state_).interrupt_running(queue->options_.clock->now()));
  queue->thread_ = std::thread([raw = queue.get()] { raw->work(); });
  return queue;
}

RunQueue::~RunQueue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (tracker_ != nullptr) tracker_->cancel();
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void RunQueue::work() {
  name_this_thread("runs");
  step_back(Waits::kNobody);
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto next = RunStore(*state_).first_queued();
    if (!next || !*next) {
      idle_ = true;
      changed_.notify_all();
      // A failed look is made again after a while.
      changed_.wait_for(lock, std::chrono::seconds(next ? 3600 : 5));
      continue;
    }
    RunRecord run = **next;
    run.status = "running";
    run.started = options_.clock->now();
    if (!RunStore(*state_).put(run, {})) {
      changed_.wait_for(lock, std::chrono::seconds(5));
      continue;
    }
    tracker_ = std::make_unique<Tracker>(run.id, *options_.clock);
    Tracker& tracker = *tracker_;
    lock.unlock();
    const auto job = options_.jobs.find(run.kind);
    const Result<std::string> result =
        job != options_.jobs.end()
            ? job->second(run.arguments, tracker)
            : fail(ErrorCode::kUsage, format("this program knows no run of kind {}", run.kind));
    lock.lock();
    tracker.show(run);
    run.ended = options_.clock->now();
    if (result) {
      run.status = "completed";
      run.percent = 100;
      run.result = *result;
    } else {
      const bool stopped = result.error().code == ErrorCode::kCancelled;
      run.status = !stopped ? "failed" : stopping_ ? "interrupted" : "cancelled";
      const Error& error = result.error();
      run.error = error.field.empty() ? error.message : error.field + ": " + error.message;
    }
    // While the state cannot be written, the run stays `running`; at the end of the program it is
    // left so, and interrupted at the next start.
    while (!RunStore(*state_).put(run, tracker.lines()) && !stopping_) {
      changed_.wait_for(lock, std::chrono::seconds(5));
    }
    tracker_.reset();
  }
  idle_ = true;
  changed_.notify_all();
}

Result<RunRecord> RunQueue::add(const std::string& kind, const std::string& arguments,
                                const std::string& actor) {
  if (!options_.jobs.contains(kind)) {
    return fail_field(ErrorCode::kUsage, "kind", format("there is no run of the kind {}", kind));
  }
  const std::lock_guard lock(mutex_);
  RunStore store(*state_);
  ASSIGN(const int64_t waiting, store.queued_count());
  if (waiting >= kMostQueued) {
    return fail(ErrorCode::kTooMany, format("{} runs wait already; try later", waiting));
  }
  ASSIGN(const int64_t id, store.add({.kind = kind,
                                      .arguments = arguments,
                                      .actor = actor,
                                      .created = options_.clock->now()}));
  idle_ = false;
  changed_.notify_all();
  return store.find(id);
}

void RunQueue::overlay(RunRecord& run) {
  if (tracker_ != nullptr && tracker_->run() == run.id) tracker_->show(run);
}

Result<RunRecord> RunQueue::find(int64_t id) {
  const std::lock_guard lock(mutex_);
  ASSIGN(RunRecord run, RunStore(*state_).find(id));
  overlay(run);
  return run;
}

Result<std::vector<RunRecord>> RunQueue::list(const RunQuery& query) {
  const std::lock_guard lock(mutex_);
  ASSIGN(auto runs, RunStore(*state_).list(query));
  for (RunRecord& run : runs) overlay(run);
  return runs;
}

Result<std::vector<RunLine>> RunQueue::lines(int64_t id, int64_t after, size_t limit) {
  const std::lock_guard lock(mutex_);
  RunStore store(*state_);
  TRY(store.find(id));
  if (tracker_ == nullptr || tracker_->run() != id) return store.lines(id, after, limit);
  std::vector<RunLine> lines = tracker_->lines();
  std::erase_if(lines, [after](const RunLine& line) { return line.line <= after; });
  if (lines.size() > limit) lines.resize(limit);
  return lines;
}

Result<RunRecord> RunQueue::cancel(int64_t id) {
  const std::lock_guard lock(mutex_);
  RunStore store(*state_);
  ASSIGN(RunRecord run, store.find(id));
  if (run.status == "queued") {
    run.status = "cancelled";
    run.ended = options_.clock->now();
    run.words = "cancelled before it began";
    TRY(store.put(run, {}));
    return run;
  }
  if (tracker_ == nullptr || tracker_->run() != id) {
    return fail(ErrorCode::kConflict, format("run {} has ended: {}", id, run.status));
  }
  tracker_->cancel();
  overlay(run);
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
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return idle_; });
}

}  // namespace likely
