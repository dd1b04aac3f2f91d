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
// is not queued again. A time that passed while nobody ticked, or while no process was there, is
// made up for once; so is a retraining that a stop or a kill interrupted, an hour after it was
// queued (one that is too big for the machine must not end it again and again). One thread.
class Scheduler {
 public:
  struct Options {
    RunQueue* runs = nullptr;         // borrowed
    std::optional<Schedule> retrain;  // usually "0 3 * * *"; none: never
    std::function<Result<std::vector<DueRun>>(TimeUs now)> due = {};
    // When was learned last, for a folder whose history tells of no retraining; nothing: never.
    std::function<Result<std::optional<TimeUs>>()> last_learned = {};
  };
  explicit Scheduler(Options options) : options_(std::move(options)) {}

  // Gives how many runs were queued. The first one looks into the history of runs.
  Result<int> tick(TimeUs now);

 private:
  Result<void> look_back(TimeUs now);

  Options options_;
  std::optional<TimeUs> last_;   // until when nothing was missed
  std::optional<TimeUs> again_;  // when the retraining that was interrupted is due again
};

}  // namespace likely
