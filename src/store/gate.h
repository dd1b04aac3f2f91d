#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace likely {

// What for somebody stays beside others. One who writes events or interactions is the only one who
// does: live events wait outside of the stores.
enum class Stays { kReading, kWriting };

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
  void stay_beside(Stays stays);  // REQUIRES: alone
  void leave_beside();
  // Whether somebody waits to be alone: who stays long should leave soon and come again.
  bool alone_wanted() const;
  // Whether whoever stays beside others writes.
  bool is_writer_beside() const;
  // How often somebody was alone, or began or ended to write beside others: what was read of the
  // folder before may be another now.
  uint64_t times_changed() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  uint32_t together_ = 0, waiting_alone_ = 0;
  bool alone_ = false, beside_ = false, writer_beside_ = false;
  uint64_t times_changed_ = 0;
};

}  // namespace likely
