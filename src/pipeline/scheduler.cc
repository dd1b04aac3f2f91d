#include "pipeline/scheduler.h"

namespace likely {

Result<int> Scheduler::tick(TimeUs now) {
  std::vector<DueRun> due;
  if (options_.due) {
    ASSIGN(due, options_.due(now));
  }
  if (now < last_) last_ = now;  // the clock was set back
  if (options_.retrain && options_.retrain->next_time(last_) <= now) {
    due.push_back({"train", R"({"gated":true})"});
  }
  int queued = 0;
  for (const DueRun& run : due) {
    ASSIGN(const bool pending, options_.runs->is_pending(run.kind, run.arguments));
    if (pending) continue;
    TRY(options_.runs->add(run.kind, run.arguments, "schedule"));
    ++queued;
  }
  last_ = now;
  return queued;
}

}  // namespace likely
