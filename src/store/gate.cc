#include "store/gate.h"

#include <chrono>

namespace likely {

bool Gate::enter_together(int wait_ms) {
  std::unique_lock lock(mutex_);
  const auto open = [this] { return !alone_ && waiting_alone_ == 0; };
  if (!changed_.wait_for(lock, std::chrono::milliseconds(wait_ms), open)) return false;
  ++together_;
  return true;
}

bool Gate::enter_alone(int wait_ms) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
  std::unique_lock lock(mutex_);
  while (true) {
    if (!changed_.wait_until(lock, until, [this] { return !beside_; })) return false;
    ++waiting_alone_;
    const bool called =
        changed_.wait_until(lock, until, [this] { return beside_ || (!alone_ && together_ == 0); });
    --waiting_alone_;
    alone_ = alone_ || (called && !beside_);
    if (called && !beside_) return true;
    changed_.notify_all();
    if (!called) return false;
  }
}

void Gate::leave_together() {
  std::lock_guard lock(mutex_);
  --together_;
  changed_.notify_all();
}

uint64_t Gate::times_changed() const {
  std::lock_guard lock(mutex_);
  return times_changed_;
}

bool Gate::is_writer_beside() const {
  std::lock_guard lock(mutex_);
  return writer_beside_;
}

void Gate::leave_alone() {
  std::lock_guard lock(mutex_);
  ++times_changed_;
  alone_ = false;
  changed_.notify_all();
}

void Gate::stay_beside(Stays stays) {
  std::lock_guard lock(mutex_);
  alone_ = false;
  writer_beside_ = stays == Stays::kWriting;
  times_changed_ += writer_beside_;
  beside_ = true;
  changed_.notify_all();
}

void Gate::leave_beside() {
  std::lock_guard lock(mutex_);
  times_changed_ += writer_beside_;
  writer_beside_ = beside_ = false;
  changed_.notify_all();
}

bool Gate::alone_wanted() const {
  std::lock_guard lock(mutex_);
  return waiting_alone_ > 0;
}

}  // namespace likely
