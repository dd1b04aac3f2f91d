#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/progress.h"
#include "base/result.h"
#include "pipeline/run_tracker.h"
#include "store/run_store.h"

namespace likely {

// Does one kind of run: gets its arguments as JSON, gives its result as JSON. kCancelled when it
// stopped because it was asked to.
using Job = std::function<Result<std::string>(const std::string& arguments, Progress&)>;

// Runs jobs one after another, in the order they were asked for, on a thread of its own, and keeps
// what came of them. Has its own connections to the state: what a run does with the folder never
// keeps anybody from seeing how far it is. Progress and log of a running run live in memory, and
// are kept every while, so that a kill leaves them. Thread-safe. Owned by main; the folder stays
// owned by the process meanwhile.
class RunQueue {
 public:
  struct Options {
    std::string folder;
    const Clock* clock = nullptr;
    std::map<std::string, Job> jobs;
    std::chrono::milliseconds keep_every = std::chrono::seconds(1);
  };
  // Runs that an earlier process left running become interrupted, queued ones go on, but those that
  // somebody waited for.
  static Result<std::unique_ptr<RunQueue>> start(Options options);
  // Asks what runs to stop and waits for it; it becomes interrupted, queued ones stay.
  ~RunQueue();

  // kUsage: no such kind; kTooMany: too many wait already.
  Result<RunRecord> add(const std::string& kind, const std::string& arguments,
                        const std::string& actor);

  // Work that is done by who asks for it, on their thread, and is a run like others meanwhile.
  struct Asked {
    std::string kind, arguments, actor;  // arguments: a JSON object
    Progress* watching = nullptr;        // told of it, and may cancel it; outlives the call
  };
  using Work = std::function<Result<std::string>(Progress&)>;
  // Waits until it is its turn among the queued runs. kCancelled: it was cancelled before. The
  // work's error otherwise.
  Result<void> take_turn(const Asked& asked, const Work& work);
  // Beside the queue: for what is over soon.
  Result<void> beside(const Asked& asked, const Work& work);

  Result<RunRecord> find(int64_t id);
  Result<std::vector<RunRecord>> list(const RunQuery& query);
  Result<std::vector<RunLine>> lines(int64_t id, int64_t after, size_t limit);
  // A queued run never begins, a running one stops at its next look; the audit log says who wanted
  // that. Also while the run is alone in the folder. kConflict when it has ended.
  Result<RunRecord> cancel(int64_t id, const std::string& actor);
  // Whether a run of that kind and those arguments waits or runs.
  Result<bool> is_pending(const std::string& kind, const std::string& arguments);
  // Waits until nothing queued runs or waits; for tests and for the command line.
  void wait_idle();

 private:
  using Lock = std::unique_lock<std::mutex>;
  // Somebody who waits for the turn of their run.
  struct Guest {
    Progress* watching = nullptr;
    RunTracker* tracker = nullptr;  // null until it is its turn
    bool cancelled = false;         // before that
    std::optional<Result<std::string>> result;
    bool over = false;  // the run has ended
  };
  // What of a run is in the state already.
  struct Kept {
    int percent = 0;
    std::string words;
    int64_t lines = 0;
  };

  explicit RunQueue(Options options);
  void work();
  Result<void> note_cancelled(int64_t id, const std::string& actor);
  void keep();
  void keep_news(Lock& lock, std::map<int64_t, Kept>& kept);
  Result<RunRecord> insert(const std::string& kind, const std::string& arguments,
                           const std::string& actor);
  RunTracker* begin(const RunRecord& queued, Progress* watching);
  void end(Lock& lock, int64_t id, const Result<std::string>& result, bool patient);
  Result<std::string> perform(Lock& lock, const RunRecord& run, RunTracker& tracker);
  RunTracker* tracker_of(int64_t id);
  void wait_for_turn(Lock& lock, int64_t id, Guest& guest, Progress* watching);

  Options options_;
  std::mutex mutex_;  // guards what follows but the threads and kept_
  std::condition_variable changed_, keeping_;
  std::unique_ptr<Sqlite> state_;
  std::map<int64_t, std::unique_ptr<RunTracker>> trackers_;  // of what runs
  std::map<int64_t, std::shared_ptr<Guest>> guests_;         // by their run
  bool stopping_ = false;
  bool idle_ = false;
  std::unique_ptr<Sqlite> kept_;  // of keeper_
  std::thread thread_, keeper_;
};

}  // namespace likely
