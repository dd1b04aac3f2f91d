#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/progress.h"
#include "base/result.h"
#include "store/run_store.h"

namespace likely {

// Does one kind of run: gets its arguments as JSON, gives its result as JSON. kCancelled when it
// stopped because it was asked to.
using Job = std::function<Result<std::string>(const std::string& arguments, Progress&)>;

// Runs jobs one after another, in the order they were asked for, on a thread of its own, and keeps
// what came of them. Has its own connection to the state: what a run does with the folder never
// keeps anybody from seeing how far it is. Progress and log of the running run live in memory
// until it ends. Thread-safe. Owned by main; the folder stays owned by the process meanwhile.
class RunQueue {
 public:
  struct Options {
    std::string folder;
    const Clock* clock = nullptr;
    std::map<std::string, Job> jobs;
  };
  // Runs that an earlier process left running become interrupted, queued ones go on.
  static Result<std::unique_ptr<RunQueue>> start(Options options);
  // Asks the running run to stop and waits for it; it becomes interrupted, queued ones stay.
  ~RunQueue();

  // kUsage: no such kind; kTooMany: too many wait already.
  Result<RunRecord> add(const std::string& kind, const std::string& arguments,
                        const std::string& actor);
  Result<RunRecord> find(int64_t id);
  Result<std::vector<RunRecord>> list(const RunQuery& query);
  Result<std::vector<RunLine>> lines(int64_t id, int64_t after, size_t limit);
  // A queued run never begins, a running one stops at its next look. kConflict when it has ended.
  Result<RunRecord> cancel(int64_t id);
  // Whether a run of that kind and those arguments waits or runs.
  Result<bool> is_pending(const std::string& kind, const std::string& arguments);
  // Waits until nothing runs or waits; for tests and for the command line.
  void wait_idle();

 private:
  class Tracker;
  explicit RunQueue(Options options);
  void work();
  void overlay(RunRecord& run);

  Options options_;
  std::mutex mutex_;  // guards what follows but the thread
  std::condition_variable changed_;
  std::unique_ptr<Sqlite> state_;
  std::unique_ptr<Tracker> tracker_;  // of the run that runs
  bool stopping_ = false;
  bool idle_ = false;
  std::thread thread_;
};

}  // namespace likely
