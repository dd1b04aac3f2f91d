#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace likely {

// Who may work in a folder that this process owns: many together, or one alone. Whoever wants to
// be alone goes before those who come later, so that it is not kept waiting for ever. Who was alone
// may stay on beside others, for long: then nobody is alone until it leaves, and those who want to
// be wait without keeping others out. Thread-safe.
class Gate {
 public:
  // Waits at most so long; false when the time is over.
  bool enter_together(int wait_ms);
  bool enter_alone(int wait_ms);
  void leave_together();
  void leave_alone();
  void stay_beside();  // REQUIRES: alone
  void leave_beside();
  // Whether somebody waits to be alone: who stays long should leave soon and come again.
  bool alone_wanted() const;
  // How often somebody was alone: what was read of the folder before may be another now.
  uint64_t times_alone() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  uint32_t together_ = 0, waiting_alone_ = 0, beside_ = 0;
  bool alone_ = false;
  uint64_t times_alone_ = 0;
};

}  // namespace likely
