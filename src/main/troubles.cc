#include "main/troubles.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace likely {

void Troubles::add(std::string event, std::string reason, std::function<bool()> is_there) {
  kinds_.push_back({std::move(event), std::move(reason), std::move(is_there)});
}

void Troubles::failed(const std::string& event, const Error& error) {
  const auto kind = std::ranges::find(kinds_, event, &Kind::event);
  CHECK(kind != kinds_.end());
  const std::lock_guard lock(mutex_);
  if (std::exchange(kind->is_logged, true)) return;
  log_.error(event, {{"message", error.message}});
}

void Troubles::look() {
  for (Kind& kind : kinds_) {
    if (kind.is_there()) continue;
    const std::lock_guard lock(mutex_);
    if (std::exchange(kind.is_logged, false)) log_.warn(kind.event + "_over");
  }
}

std::vector<std::string> Troubles::reasons() const {
  std::vector<std::string> reasons;
  for (const Kind& kind : kinds_) {
    if (kind.is_there()) reasons.push_back(kind.reason);
  }
  return reasons;
}

}  // namespace likely
