#include "serving/tries.h"

#include <algorithm>

namespace likely {

bool Tries::may_try(const std::string& address, TimeUs now) {
  const auto found = failures_.find(address);
  if (found == failures_.end()) return true;
  const auto recent =
      std::ranges::count_if(found->second, [now](TimeUs at) { return at + kWithinUs >= now; });
  return static_cast<size_t>(recent) < kMost;
}

void Tries::note_failure(const std::string& address, TimeUs now) {
  std::vector<TimeUs>& times = failures_[address];
  std::erase_if(times, [now](TimeUs at) { return at + kWithinUs < now; });
  times.push_back(now);
  if (failures_.size() <= addresses_) return;
  failures_.erase(
      std::ranges::min_element(failures_, {}, [](const auto& one) { return one.second.back(); }));
}

}  // namespace likely
