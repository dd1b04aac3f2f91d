#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>

#include "base/progress.h"

namespace likely::cli {

struct TerminalProgressOptions {
  std::function<void(std::string_view)> write;
  bool terminal = false;  // draws over one line; else plain lines, one every few seconds
  int width = 80;
  std::function<double()> seconds;    // a steady clock
  std::function<bool()> interrupted;  // whether Ctrl-C was pressed
};

// stderr, the steady clock, and Ctrl-C: the first asks the work to stop, a second ends the program.
TerminalProgressOptions terminal_progress_options();

// Shows how far a command is: percent, rate and time left. A step that ends within a second leaves
// no trace; a longer one leaves one line. Thread-safe: at() is one atomic store unless it is time
// to draw.
class TerminalProgress : public Progress {
 public:
  explicit TerminalProgress(TerminalProgressOptions options);

  void step(std::string_view what, uint64_t total, std::string_view unit) override;
  void at(uint64_t done) override;
  void note(std::string_view line) override;
  bool cancelled() const override { return options_.interrupted(); }
  // The work is over: closes the last step.
  void finish();

 private:
  std::string line(double now) const;  // REQUIRES: mutex_ held
  void close_step();                   // REQUIRES: mutex_ held
  void erase_line();                   // REQUIRES: mutex_ held

  const TerminalProgressOptions options_;
  std::mutex mutex_;  // guards everything below but the atomics
  std::string what_;
  std::string unit_;
  uint64_t total_ = 0;
  double started_ = 0;
  bool drawn_ = false;
  std::atomic<uint64_t> done_ = 0;
  std::atomic<double> next_draw_ = 0;
};

}  // namespace likely::cli
