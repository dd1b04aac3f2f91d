#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/schedule.h"
#include "pipeline/run_queue.h"

namespace likely {

// A run that is due.
struct DueRun {
  std::string kind, arguments;
};

// Queues what is due: the nightly retraining, and what others say is due (audiences and traits to
// refresh, see DueRefreshes). Whoever owns it calls tick() each minute; what waits or runs already
// is not queued again. A time that passed while nobody ticked is made up for once. One thread.
class Scheduler {
 public:
  struct Options {
    RunQueue* runs = nullptr;         // borrowed
    std::optional<Schedule> retrain;  // usually "0 3 * * *"; none: never
    std::function<Result<std::vector<DueRun>>(TimeUs now)> due = {};
  };
  Scheduler(Options options, TimeUs now) : options_(std::move(options)), last_(now) {}

  // Gives how many runs were queued.
  Result<int> tick(TimeUs now);

 private:
  Options options_;
  TimeUs last_;  // the last tick
};

}  // namespace likely
