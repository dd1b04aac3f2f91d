#pragma once

#include <string>
#include <vector>

#include "events/reading.h"
#include "intake/recorder.h"
#include "store/journal.h"

namespace likely {

// Brings what stands in a journal into the stores, as an import does. What has no id of its own
// gets one of its receipt and its place, so that the same record again adds nothing. After an error
// it must be destroyed; what was committed stays.
class JournalReplay {
 public:
  static Result<JournalReplay> open(Space& space, const SinkFactory& make_sink);
  // What a step of the journal holds, parsed; needs nothing of a replay.
  struct Step {
    struct Part {
      std::string source;  // of all its events
      Reading reading;
    };
    std::vector<Part> parts;
    TimeUs received_at = 0;  // of the first record
  };
  static Step read(const std::vector<Journal::Read>& records, int threads);
  // Into the recorder's transaction, which it commits by itself only when it is large.
  Result<void> bring_in(Step step);
  Recorder& recorder() { return recorder_; }

 private:
  JournalReplay(Space& space, Recorder recorder) : space_(&space), recorder_(std::move(recorder)) {}

  Space* space_;
  Recorder recorder_;
  std::string source_;    // of the recorder's current file
  bool is_live_ = false;  // the folder knows that it counts by the clock
};

// Brings in what a server that was cut off left, and removes it; with nothing there it does
// nothing. Gives the new events. REQUIRES: space is alone, and no server owns the folder.
Result<uint64_t> apply_leftover_journal(Space& space, const SinkFactory& make_sink);

}  // namespace likely
