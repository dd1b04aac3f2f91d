#include "pipeline/scheduler.h"

#include <algorithm>

namespace likely {

namespace {

constexpr std::string_view kTrain = "train", kRetraining = R"({"gated":true})";
constexpr TimeUs kAgainAfter = 3600 * kSecondUs;

}  // namespace

// The last retraining that came to an end of its own, whatever it was, is where to go on from.
Result<void> Scheduler::look_back(TimeUs now) {
  std::optional<TimeUs> settled;
  ASSIGN(const auto trainings, options_.runs->list({.kind = std::string(kTrain), .limit = 1000}));
  for (const RunRecord& run : trainings) {
    if (run.arguments != kRetraining || run.created > now) continue;  // the clock was set back
    if (run.status != "interrupted") {
      settled = run.created;
      break;
    }
    again_ = std::max(again_.value_or(0), run.created + kAgainAfter);
  }
  if (!settled && options_.last_learned) {
    ASSIGN(settled, options_.last_learned());
  }
  last_ = std::min(settled.value_or(now), now);
  return {};
}

Result<int> Scheduler::tick(TimeUs now) {
  if (!last_) TRY(look_back(now));
  std::vector<DueRun> due;
  if (options_.due) {
    ASSIGN(due, options_.due(now));
  }
  if (now < *last_) last_ = now;  // the clock was set back
  if (options_.retrain && again_.value_or(options_.retrain->next_time(*last_)) <= now) {
    due.push_back({std::string(kTrain), std::string(kRetraining)});
  }
  int queued = 0;
  for (const DueRun& run : due) {
    ASSIGN(const bool pending, options_.runs->is_pending(run.kind, run.arguments));
    if (!pending) {
      TRY(options_.runs->add(run.kind, run.arguments, "schedule"));
      ++queued;
    }
    if (run.kind == kTrain) again_.reset();
  }
  last_ = now;
  return queued;
}

}  // namespace likely
