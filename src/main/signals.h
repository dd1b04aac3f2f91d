#pragma once

#include <csignal>
#include <functional>

namespace likely {

// The signals that a server waits for. Made before all threads, so that they come to the waits
// below only; owned by serve().
class Signals {
 public:
  Signals();
  // Waits for SIGTERM, SIGINT, or the end of the terminal at which the server was started. Any
  // other SIGHUP calls `renew`.
  void wait_for_stop(const std::function<void()>& renew) const;
  // Waits for SIGTERM or SIGINT; whoever ends a terminal may say so several times.
  void wait_for_another_stop() const;

 private:
  const int terminals_;  // how many of our streams were one at the start
  sigset_t awaited_;
};

}  // namespace likely
