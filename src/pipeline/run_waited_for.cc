// Runs whose work is done by who asked for it.

#include <algorithm>

#include "base/format.h"
#include "pipeline/run_queue.h"

namespace likely {

namespace {

constexpr auto kLooks = std::chrono::milliseconds(100);   // whether it was cancelled
constexpr auto kMostForTheEnd = std::chrono::seconds(5);  // a disk that refuses it keeps nobody

std::string waited_for(std::string_view arguments) {
  std::string marked(kWaitedForStart);
  if (arguments != "{}") marked += ',';
  return marked.append(arguments.substr(1));
}

}  // namespace

void RunQueue::wait_for_turn(Lock& lock, int64_t id, Guest& guest, Progress* watching) {
  int64_t told = 0;
  while (guest.tracker == nullptr && !guest.cancelled) {
    if (stopping_ || (watching != nullptr && watching->cancelled())) {
      lock.unlock();
      static_cast<void>(cancel(id, "terminal"));
      lock.lock();
      guest.cancelled = guest.tracker == nullptr;
      return;
    }
    if (watching != nullptr && !trackers_.empty() && trackers_.begin()->first != told) {
      const RunRecord first = trackers_.begin()->second->run();
      told = first.id;
      watching->step(format("waiting for run {} ({})", first.id, first.kind), 0, "");
    }
    changed_.wait_for(lock, kLooks);
  }
}

Result<void> RunQueue::take_turn(const Asked& asked, const Work& work) {
  Lock lock(mutex_);
  ASSIGN(const RunRecord run, insert(asked.kind, waited_for(asked.arguments), asked.actor));
  const auto guest = std::make_shared<Guest>();
  guest->watching = asked.watching;
  guests_[run.id] = guest;
  idle_ = false;
  changed_.notify_all();
  wait_for_turn(lock, run.id, *guest, asked.watching);
  if (guest->cancelled) {
    guests_.erase(run.id);
    return fail(ErrorCode::kCancelled, format("run {} was cancelled before it began", run.id));
  }
  lock.unlock();
  auto result = work(*guest->tracker);
  lock.lock();
  const Result<void> done = result ? Result<void>() : std::unexpected(result.error());
  guest->result = std::move(result);
  changed_.notify_all();
  // Who asks for the run next finds it ended.
  changed_.wait_for(lock, kMostForTheEnd, [&] { return guest->over; });
  guests_.erase(run.id);
  return done;
}

Result<void> RunQueue::beside(const Asked& asked, const Work& work) {
  Lock lock(mutex_);
  // Never seen as queued: the lock is held until it runs.
  ASSIGN(const RunRecord run, insert(asked.kind, waited_for(asked.arguments), asked.actor));
  RunTracker* tracker = begin(run, asked.watching);
  if (tracker == nullptr) {
    return fail(ErrorCode::kUnavailable, "the state cannot be written; is the disk full?");
  }
  lock.unlock();
  const auto result = work(*tracker);
  lock.lock();
  end(lock, run.id, result, /*patient=*/false);
  if (result) return {};
  return std::unexpected(result.error());
}

}  // namespace likely
