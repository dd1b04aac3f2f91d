#include "http/tally.h"

namespace likely::http {

bool Tally::try_connect(const std::string& address) {
  const std::lock_guard lock(mutex_);
  if (connections_ >= limits_.connections) return false;
  size_t& of_address = by_address_[address];
  if (of_address >= limits_.connections_per_address) return false;
  ++of_address;
  ++connections_;
  return true;
}

void Tally::disconnect(const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto found = by_address_.find(address);
  if (--found->second == 0) by_address_.erase(found);
  --connections_;
}

bool Tally::try_hold(size_t bytes) {
  if (body_bytes_.fetch_add(bytes) + bytes <= limits_.body_memory_bytes) return true;
  body_bytes_.fetch_sub(bytes);
  return false;
}

}  // namespace likely::http
