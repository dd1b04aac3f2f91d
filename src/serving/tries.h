#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"

namespace likely {

// Wrong passwords by address, so that nobody guesses for long. Remembers the addresses that were
// tried last, at most `addresses` of them. One thread at a time.
class Tries {
 public:
  static constexpr size_t kMost = 10;                   // wrong passwords of one address …
  static constexpr TimeUs kWithinUs = 900 * kSecondUs;  // … within so long

  explicit Tries(size_t addresses) : addresses_(addresses) {}

  bool may_try(const std::string& address, TimeUs now);
  void note_failure(const std::string& address, TimeUs now);

 private:
  size_t addresses_;
  std::map<std::string, std::vector<TimeUs>> failures_;  // none is empty; times rise
};

}  // namespace likely
