#pragma once

#include <chrono>
#include <cstdint>

namespace likely {

// Microseconds since 1970-01-01T00:00:00Z.
using TimeUs = int64_t;
inline constexpr TimeUs kSecondUs = 1'000'000;
inline constexpr TimeUs kDayUs = 86'400 * kSecondUs;

// Where "now" comes from; passed in so that tests can set it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimeUs now() const = 0;
};

class SystemClock : public Clock {
 public:
  TimeUs now() const override {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
};

class FixedClock : public Clock {
 public:
  explicit FixedClock(TimeUs now) : now_(now) {}
  TimeUs now() const override { return now_; }

 private:
  TimeUs now_;
};

}  // namespace likely
