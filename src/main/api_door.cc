#include "main/api_door.h"

#include "base/format.h"
#include "http/idempotency.h"
#include "http/manage.h"
#include "http/profile_api.h"
#include "pipeline/checks.h"
#include "store/uploads.h"

namespace likely {

namespace {
constexpr int64_t kKeptUploadS = 24 * 3600;
}  // namespace

ApiDoor::ApiDoor(Options options) : options_(std::move(options)) {}

Result<std::unique_ptr<ApiDoor>> ApiDoor::start(Options options) {
  std::unique_ptr<ApiDoor> door(new ApiDoor(std::move(options)));
  const Options& given = door->options_;
  if (given.retrain != "never") {
    ASSIGN(door->retrain_, Schedule::parse(given.retrain));
  }
  ASSIGN(door->runs_, RunQueue::start({.folder = given.place().folder,
                                       .clock = given.clock,
                                       .jobs = wire_jobs(*given.run_services, given.run_place)}));
  door->ticker_ = std::thread([raw = door.get()] { raw->tick_each_minute(); });
  return door;
}

ApiDoor::~ApiDoor() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (ticker_.joinable()) ticker_.join();
}

void ApiDoor::tick_each_minute() {
  DueRefreshes refreshes(options_.place);
  Scheduler scheduler({.runs = runs_.get(),
                       .retrain = retrain_,
                       .due = [&](TimeUs now) { return refreshes.at(now); },
                       .last_learned = [this] { return last_learned(); }});
  const auto tell = [this](const auto& result) {
    if (!result && options_.on_trouble) options_.on_trouble(result.error());
  };
  std::unique_lock lock(mutex_);
  do {
    lock.unlock();
    tell(scheduler.tick(options_.clock->now()));
    tell(queue_retention(options_.clock->now()));
    Uploads(options_.place().folder).sweep(kKeptUploadS);
    tell(options_.services->access.book->flush_uses());
    lock.lock();
  } while (!stopped_.wait_for(lock, std::chrono::minutes(1), [this] { return stopping_; }));
}

Result<std::optional<TimeUs>> ApiDoor::last_learned() {
  ASSIGN(const auto models, options_.services->train.models());
  return models.empty() ? std::nullopt : std::optional(models.front().created);
}

Result<void> ApiDoor::queue_retention(TimeUs now) {
  if (options_.retention_days == 0) return {};
  ASSIGN(const auto last, runs_->list({.kind = "retention", .limit = 1}));
  if (!last.empty()) {
    const bool failed = last[0].status == "failed" || last[0].status == "interrupted";
    const TimeUs next = last[0].created + (failed ? 1 : 24) * 3600 * kSecondUs;
    // One from the future: the clock was set back.
    if (last[0].created <= now && now < next) return {};
  }
  TRY(runs_->add("retention", format("{{\"days\":{}}}", options_.retention_days), "schedule"));
  return {};
}

std::vector<http::Route> ApiDoor::routes() {
  answers_ = std::make_shared<KeptAnswers>(options_.place);
  const auto place = options_.place;
  const http::RunChecks checks{
      .train = [place](const TrainRequest& wanted) { return check_training(place(), wanted); },
      .backtest =
          [place](const BacktestRequest& wanted) { return check_backtest(place(), wanted); },
      .trait = [place](const std::string& name,
                       const TraitQuery& wanted) { return check_trait(place(), name, wanted); },
      .catalog = check_mapping_text};
  auto routes = http::manage_routes({.services = options_.services,
                                     .runs = runs_.get(),
                                     .clock = options_.clock,
                                     .settings = {.folder = options_.place().folder,
                                                  .retention_days = options_.retention_days,
                                                  .retrain = retrain_,
                                                  .retrain_text = options_.retrain},
                                     .checks = checks});
  const auto readers = std::make_shared<ProfileReaders>(options_.place().folder);
  for (auto& route : http::profile_routes({.readers = readers, .place = options_.place})) {
    routes.push_back(std::move(route));
  }
  http::keep_answers(routes, answers_);
  return routes;
}

}  // namespace likely
