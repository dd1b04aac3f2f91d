#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "intake/group_commit.h"
#include "intake/journal_replay.h"
#include "intake/live_tail.h"
#include "store/journal.h"
#include "store/place.h"
#include "store/shared_folder.h"

namespace likely {

// Events as they come, while a server owns the folder.
//
// What is accepted is written to the journal in groups (GroupCommit): called back is on disk. A
// thread of its own brings the journal into the stores (JournalReplay) and says whose profiles
// changed. Whoever becomes alone in the folder first has all brought in that was accepted before,
// and its journal removed; what comes meanwhile waits in the journal.
class LiveIntake {
 public:
  struct Options {
    SharedFolder* shared = nullptr;
    Place place;  // its folder, its threads
    SinkFactory make_sink;
    const Clock* clock = nullptr;
    LiveTail* tail = nullptr;  // borrowed; gets what was brought in; may be null
    // On the thread that brings in, after each commit; more_comes: another full step waits. Without
    // anybody when others may have changed the folder meanwhile.
    std::function<void(ChangedProfiles, bool more_comes)> on_changed;
    // What could not be brought in, and will be tried again.
    std::function<void(const Error&)> on_trouble;
    // What keeps the journal from being written, each time.
    std::function<void(const Error&)> on_refused;
  };
  // Opens the journal, begins to bring in what it holds. Errors: those of Journal::open.
  static Result<std::unique_ptr<LiveIntake>> start(Options options);
  ~LiveIntake();
  // Accepts no more. Everything accepted is brought in first (drain) or stays in the journal.
  // REQUIRES: nobody is alone in the folder, or will be.
  void stop(bool drain);

  void accept(TrackingCall call, std::function<void(Result<void>)> done) {
    commits_->accept(std::move(call), std::move(done));
  }

  struct Figures {
    GroupCommit::Figures commits;
    uint64_t events = 0;  // brought in, new
    uint64_t duplicates = 0, discards = 0;
    uint64_t waiting_bytes = 0;  // of the journal, not brought in
    double lag_seconds = 0;      // age of the oldest request that is not brought in
    bool stuck = false;          // the stores refuse; on_trouble is told
  };
  Figures figures() const;
  // Waits until what was accepted before is brought in; false when the time is over.
  bool settle(int wait_ms);

 private:
  explicit LiveIntake(Options options, std::unique_ptr<Journal> journal);
  void loop();
  // Works until it should leave the folder.
  Result<void> work();
  // After a full disk the warehouse refuses everything until it is opened anew.
  Result<void> reopen();
  // Brings in all before the segment that is written from now on, in a space that is alone.
  Result<void> complete(Space& alone);
  // A step of the journal, read and parsed, and where it ends.
  struct Ahead {
    JournalPosition end;
    std::vector<Journal::Read> records;
    JournalReplay::Step step;
  };
  Result<Ahead> look(JournalPosition at) const;
  // From the journal; takes a while.
  Result<void> drop_applied() const;
  // Steps on their way into the stores. Many that wait are committed together: the stores take a
  // few large transactions for less than many small ones.
  struct Batch {
    JournalReplay replay;
    Recorder::Counts noted = {};  // of what is committed
    int steps = 0;                // that are not
  };
  Result<Batch> open_batch(Space& space) const;
  Result<void> bring_in(Batch& batch, Ahead ahead);
  // `at`: the end of what was brought in.
  Result<void> commit(Batch& batch, JournalPosition at);
  void note_applied(JournalPosition at);

  Options options_;
  std::unique_ptr<Journal> journal_;

  mutable std::mutex mutex_;
  std::condition_variable wanted_, applied_;
  JournalPosition applied_to_;  // all before is in the stores
  TimeUs oldest_waiting_ = 0;   // receipt of the first that is not; 0: none
  bool stop_ = false, drain_ = true;
  bool gave_way_ = false;  // work() did nothing, for somebody writes beside others; of the thread
  Figures figures_;

  std::unique_ptr<GroupCommit> commits_;
  std::thread thread_;
};

}  // namespace likely
