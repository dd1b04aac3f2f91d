#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "domain/changed_profiles.h"
#include "store/place.h"

namespace likely {

class LiveScores;

// Keeps live audiences and traits true on a thread of its own: takes up whose events changed, in
// batches, the newest state of each. Under too much load the lag grows, and nobody is forgotten.
class LiveWorker {
 public:
  struct Options {
    std::function<Place()> place;
    const Clock* clock = nullptr;
    std::function<void(const Error&)> on_trouble;
  };
  explicit LiveWorker(Options options);
  // What waits is left: a full computation takes it up.
  ~LiveWorker();

  // more_comes: events wait to be brought in, whoever they are of; until a call without it.
  void changed(ChangedProfiles profiles, bool more_comes = false);

  struct Figures {
    uint64_t waiting = 0;  // people whose scores are older than their events
    uint64_t rescored = 0, entered = 0, exited = 0, lists = 0;
    double lag_seconds = 0;  // age of the oldest change that waits or is at work
    bool stuck = false;      // the last batch failed; on_trouble is told
  };
  Figures figures() const;

 private:
  void loop();
  void prepare(LiveScores& scores);
  void enqueue(ProfileNumber number);  // REQUIRES: the lock is held

  Options options_;
  mutable std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<ProfileNumber> queue_;           // whoever changed first is first
  std::vector<bool> is_waiting_;              // per number: is in it
  std::unordered_set<ProfileNumber> merged_;  // all go with the next batch
  TimeUs oldest_ = 0;                         // of what waits or is at work; 0: nothing
  bool gives_way_ = false;
  bool stop_ = false;
  Figures figures_;
  std::thread thread_;
};

}  // namespace likely
