#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

#include "http/limits.h"

namespace likely::http {

// Connections by address, and the memory of bodies: what all loops share. Thread-safe.
class Tally {
 public:
  explicit Tally(const Limits& limits) : limits_(limits) {}

  bool try_connect(const std::string& address);
  void disconnect(const std::string& address);
  size_t connections() const { return connections_.load(); }

  bool try_hold(size_t bytes);
  void release(size_t bytes) { body_bytes_.fetch_sub(bytes); }
  size_t body_bytes() const { return body_bytes_.load(); }

 private:
  const Limits limits_;
  std::atomic<size_t> connections_{0};
  std::atomic<size_t> body_bytes_{0};
  std::mutex mutex_;
  std::unordered_map<std::string, size_t> by_address_;
};

}  // namespace likely::http
