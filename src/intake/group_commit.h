#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "intake/tracking_call.h"
#include "store/journal.h"

namespace likely {

// Writes requests to a journal: one thread takes all that waits, flushes once, then calls back. It
// waits until as many are there as asked at once before, at most half as long as a flush takes.
// Thread-safe. The journal is its to write while it lives.
class GroupCommit {
 public:
  struct Figures {
    uint64_t accepted = 0;  // requests on disk
    uint64_t refused = 0;   // requests that could not be written
    uint64_t flushes = 0;
    bool failing = false;  // nothing can be written now; looked at each second, too
  };
  // `on_disk` is called after each flush that held, with the receipt of the first it wrote;
  // `on_trouble` with what keeps it from writing, each time.
  GroupCommit(Journal& journal, std::function<void(TimeUs first)> on_disk,
              std::function<void(const Error&)> on_trouble = {});
  // What waits is written first.
  ~GroupCommit();

  // `done` is called once, from any thread: success means on disk. Errors: kUnavailable (disk
  // full, too much waits, stopped), in words for whoever sent it.
  void accept(TrackingCall call, std::function<void(Result<void>)> done);
  // What was accepted until now stands in segments before the one that is written when this
  // returns.
  Result<void> rotate();
  // No more is accepted; what waits is written.
  void stop();
  Figures figures() const;

 private:
  struct Waiting {
    JournalEntry entry;
    std::function<void(Result<void>)> done;
  };
  void loop();
  void look_after();
  void note(const Result<void>& outcome);

  Journal& journal_;
  std::function<void(TimeUs)> on_disk_;
  std::function<void(const Error&)> on_trouble_;
  mutable std::mutex mutex_;
  std::condition_variable wanted_, rotated_;
  std::vector<Waiting> waiting_;
  size_t waiting_bytes_ = 0;
  size_t expected_ = 0;                   // how many asked at once when the last flush ended
  std::vector<Result<void>*> rotations_;  // of those who wait for one
  bool stop_ = false;
  Figures figures_;
  std::thread thread_;
};

}  // namespace likely
