#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "domain/changed_profiles.h"
#include "store/place.h"

namespace likely {

class LiveScores;
struct LiveReport;

// Keeps live audiences and traits true on a thread of its own: takes up whose events changed, in
// batches, the newest state of each. Under too much load the lag grows, and nobody is forgotten:
// what was scored is marked in the folder, and whoever has events after the mark is found there at
// the start, after an error, after a full computation and when somebody was alone in the folder,
// and goes behind all others.
class LiveWorker {
 public:
  struct Options {
    std::function<Place()> place;
    const Clock* clock = nullptr;
    std::function<void(const Error&)> on_trouble;
  };
  // Make it before events are brought in.
  explicit LiveWorker(Options options);
  // What waits is left for the next one.
  ~LiveWorker();

  // more_comes: events wait to be brought in, whoever they are of; until a call without it.
  void changed(ChangedProfiles profiles, bool more_comes = false);
  // Something live was computed anew, or made.
  void look();

  struct Figures {
    uint64_t waiting = 0;  // people whose scores are older than their events
    uint64_t rescored = 0, entered = 0, exited = 0, lists = 0;
    double lag_seconds = 0;  // age of the oldest change that was told and is not scored
    bool stuck = false;      // the last batch failed; on_trouble is told
  };
  Figures figures() const;

 private:
  void loop();
  void prepare(LiveScores& scores);
  // Finds who was never scored, when the folder may hold more than was told.
  Result<void> catch_up(Space& space);
  // One batch; says whom it was for.
  Result<LiveReport> work(LiveScores& scores, size_t most, ChangedProfiles& batch);
  ChangedProfiles take(size_t most);
  void enqueue(ProfileNumber number);  // REQUIRES: the lock is held
  bool has_work() const { return look_ || !queue_.empty() || !backlog_.empty(); }

  Options options_;
  mutable std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<ProfileNumber> queue_;  // whoever changed first is first
  std::vector<bool> is_waiting_;     // per number: is in it
  struct Mark {
    uint64_t queued;  // once so many were taken from the queue in all
    int64_t events;   // so many events are scored
  };
  std::deque<Mark> marks_;
  uint64_t queued_ = 0, taken_ = 0;     // into and from the queue, in all
  int64_t scored_events_ = 0;           // once the backlog is empty
  std::vector<ProfileNumber> backlog_;  // whom catch_up() found, the next at the end
  struct Seen {
    uint64_t generation = 0;   // of the folder
    int64_t computations = 0;  // store/scored_events.h
    bool operator==(const Seen&) const = default;
  };
  std::optional<Seen> caught_up_;  // when it did; nothing: it should
  bool look_ = false;              // there may be others now
  struct Since {
    uint64_t queued;  // who was queued after so many
    TimeUs at;        // waits since then, at most
  };
  std::deque<Since> since_;   // of the queue, oldest first
  TimeUs at_work_since_ = 0;  // the same of the batch at work; 0: nothing
  bool gives_way_ = false;
  bool stop_ = false;
  Figures figures_;
  std::thread thread_;
};

}  // namespace likely
