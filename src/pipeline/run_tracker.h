#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/progress.h"
#include "store/run_store.h"

namespace likely {

// What a running run tells. Thread-safe: its work writes, everybody reads. Owned by the RunQueue.
class RunTracker : public Progress {
 public:
  // `watching`: who waits for the run is told too, and may cancel it; null: nobody does. Borrowed.
  RunTracker(const RunRecord& run, const Clock& clock, Progress* watching)
      : run_(run), clock_(clock), watching_(watching) {}

  void step(std::string_view what, uint64_t total, std::string_view unit) override;
  void at(uint64_t done) override;
  void note(std::string_view line) override;
  bool cancelled() const override;

  void cancel() { cancelled_ = true; }
  // The run as it is now.
  RunRecord run() const;
  // The lines it told behind `after`.
  std::vector<RunLine> lines(int64_t after) const;

 private:
  void add_line(std::string_view text);

  const RunRecord run_;
  const Clock& clock_;
  Progress* const watching_;
  mutable std::mutex mutex_;  // guards what follows but the atomics
  std::string words_ = "starting";
  uint64_t total_ = 0;
  std::vector<RunLine> lines_;
  std::atomic<uint64_t> done_{0};
  std::atomic<bool> cancelled_{false};
};

}  // namespace likely
