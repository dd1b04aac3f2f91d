#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "intake/recorder.h"
#include "intake/tracking_call.h"
#include "store/journal.h"
#include "store/place.h"
#include "store/shared_folder.h"

namespace likely {

// One live event or refused call, for people who watch.
struct LiveLine {
  uint64_t number = 0;  // rises by one
  TimeUs at = 0, received_at = 0;
  std::string source, kind, name, id;
  std::string reason, detail;  // of a refused one
  std::string body;
};

// Events as they come, while a server owns the folder.
//
// accept() queues a request; one thread writes all that waits to the journal, flushes once, then
// calls back: what was called back is on disk. Another thread brings the journal into the stores
// through a Recorder, as an import does, and says whose profiles changed. Journal records are
// brought in again after a crash; ids made of their place make that harmless. While somebody wants
// to be alone in the folder, what was accepted before is brought in, and the rest waits.
class LiveIntake {
 public:
  struct Options {
    SharedFolder* shared = nullptr;
    Place place;  // its folder, its threads
    SinkFactory make_sink;
    const Clock* clock = nullptr;
    // Profiles that have new events, or were merged away. On the applying thread.
    std::function<void(std::vector<ProfileNumber>)> on_changed;
    // What could not be brought in, and will be tried again.
    std::function<void(const Error&)> on_trouble;
  };
  // Opens the journal, begins to bring in what it holds. Errors: those of Journal::open.
  static Result<std::unique_ptr<LiveIntake>> start(Options options);
  // Everything accepted is brought in first (stop(true)), or stays in the journal (stop(false)).
  ~LiveIntake();
  void stop(bool drain);

  // `done` is called once, from another thread: success means on disk. Errors: kUnavailable (disk
  // full, too much waits).
  void accept(TrackingCall call, std::function<void(Result<void>)> done);

  struct Figures {
    uint64_t accepted = 0;  // requests on disk
    uint64_t refused = 0;   // requests that could not be written
    uint64_t events = 0;    // brought in, new
    uint64_t duplicates = 0, discards = 0;
    uint64_t waiting_bytes = 0;  // of the journal, not brought in
    double lag_seconds = 0;      // age of the oldest request that is not brought in
    uint64_t flushes = 0;
    bool stuck = false;  // the stores refuse; see `trouble`
    std::string trouble;
  };
  Figures figures() const;
  // The newest lines after `after`, oldest first, at most `limit`.
  std::vector<LiveLine> watch(uint64_t after, size_t limit) const;
  // Waits until what was accepted before is brought in; false when the time is over.
  bool settle(int wait_ms);

 private:
  struct Waiting {
    JournalEntry entry;
    std::function<void(Result<void>)> done;
  };
  explicit LiveIntake(Options options, std::unique_ptr<Journal> journal);
  void write_loop();
  void apply_loop();
  // Works until it should leave the folder.
  Result<void> apply_some();
  Result<void> apply_records(Recorder& recorder, std::vector<Journal::Read> records);
  bool should_leave() const;
  void remember(const Reading& reading, const Journal::Read& record);

  Options options_;
  std::unique_ptr<Journal> journal_;

  std::mutex write_mutex_;
  std::condition_variable write_wanted_;
  std::vector<Waiting> waiting_;
  size_t waiting_bytes_ = 0;
  bool stop_writing_ = false;
  bool rotate_wanted_ = false;
  uint64_t rotations_ = 0;
  std::condition_variable rotated_;

  mutable std::mutex apply_mutex_;
  std::condition_variable apply_wanted_, applied_;
  JournalPosition applied_to_;  // all before is in the stores
  TimeUs oldest_waiting_ = 0;   // receipt of the first that is not; 0: none known
  bool stop_applying_ = false, drain_ = true;
  Figures figures_;
  std::deque<LiveLine> lines_;
  uint64_t next_line_ = 1;
  std::string source_;    // of the recorder's current file
  bool is_live_ = false;  // the folder knows that it counts by the clock

  std::thread writer_, applier_;
};

// Brings what a server that was cut off left in the journal into the stores; with nothing there it
// does nothing. REQUIRES: space is alone, and no server owns the folder.
Result<uint64_t> apply_leftover_journal(Space& space, const SinkFactory& make_sink);

}  // namespace likely
