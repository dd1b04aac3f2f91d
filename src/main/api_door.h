#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "http/route.h"
#include "main/wiring.h"
#include "pipeline/due_refreshes.h"
#include "pipeline/scheduler.h"
#include "serving/kept_answers.h"

namespace likely {

// What stands behind the Profile and the Management API in a serving process: the queue of runs,
// its schedule (asked each minute on a thread of its own), the readers of profiles. Owned by the
// serving process; ends before its services and after its HTTP server.
class ApiDoor {
 public:
  struct Options {
    Services* services = nullptr;  // borrowed; answer soon, or that it is busy
    PlaceOf place;
    Services* run_services = nullptr;  // borrowed; wait for whoever is alone in the folder
    PlaceOf run_place;
    const Clock* clock = nullptr;       // borrowed
    std::string retrain = "0 3 * * *";  // a schedule (domain/schedule.h), or "never"
    int retention_days = 0;             // events older than that go; 0: never
    std::function<void(const Error&)> on_trouble = {};  // a schedule that could not be kept
  };
  // kUsage: `retrain` is no schedule.
  static Result<std::unique_ptr<ApiDoor>> start(Options options);
  ~ApiDoor();

  std::vector<http::Route> routes();
  RunQueue& runs() { return *runs_; }

 private:
  explicit ApiDoor(Options options);
  void tick_each_minute();
  // When the newest model was made; nothing: there is none.
  Result<std::optional<TimeUs>> last_learned();
  // Once a day, and at the start when the last time is longer ago.
  Result<void> queue_retention(TimeUs now);

  Options options_;
  std::optional<Schedule> retrain_;
  std::unique_ptr<RunQueue> runs_;
  std::shared_ptr<KeptAnswers> answers_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread ticker_;
};

}  // namespace likely
