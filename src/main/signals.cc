#include "main/signals.h"

#include <pthread.h>
#include <unistd.h>

namespace likely {

namespace {
int terminals() { return isatty(STDIN_FILENO) + isatty(STDERR_FILENO); }
}  // namespace

Signals::Signals() : terminals_(terminals()) {
  std::signal(SIGPIPE, SIG_IGN);
  sigemptyset(&awaited_);
  for (const int one : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&awaited_, one);
  pthread_sigmask(SIG_BLOCK, &awaited_, nullptr);
}

void Signals::wait_for_stop(const std::function<void()>& renew) const {
  for (int signal = 0;;) {
    sigwait(&awaited_, &signal);
    if (signal != SIGHUP || terminals() < terminals_) return;
    renew();
  }
}

void Signals::wait_for_another_stop() const {
  int signal = SIGHUP;
  while (signal == SIGHUP) sigwait(&awaited_, &signal);
}

}  // namespace likely
