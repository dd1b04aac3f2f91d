#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/schedule.h"
#include "http/route.h"
#include "pipeline/run_queue.h"
#include "services/services.h"

namespace likely::http {

// What was set when the server was started; changed by starting it anew.
struct ServerSettings {
  std::string folder;               // of the data
  int retention_days = 0;           // 0: events are kept
  std::optional<Schedule> retrain;  // nothing: never
  std::string retrain_text;
};

// Whether what would become a run can be done at all (pipeline/checks.h); asked before it is
// queued.
struct RunChecks {
  std::function<Result<void>(const TrainRequest&)> train;
  std::function<Result<void>(const BacktestRequest&)> backtest;
  std::function<Result<void>(const std::string& name, const TraitQuery&)> trait;
  std::function<Result<void>(const std::string& text)> catalog;
};

// What the Management API asks: borrowed, they outlive the routes.
struct ManageApi {
  Services* services = nullptr;
  RunQueue* runs = nullptr;
  const Clock* clock = nullptr;
  ServerSettings settings = {};
  RunChecks checks = {};
};

// The routes of api/openapi.yaml that manage: everything but tracking and profiles.
std::vector<Route> manage_routes(const ManageApi& api);

// Its parts, by what they are about.
std::vector<Route> access_routes(const ManageApi& api);
std::vector<Route> learning_routes(const ManageApi& api);
std::vector<Route> catalog_routes(const ManageApi& api);
std::vector<Route> intake_routes(const ManageApi& api);
std::vector<Route> people_routes(const ManageApi& api);
std::vector<Route> export_routes(const ManageApi& api);
std::vector<Route> audience_routes(const ManageApi& api);
std::vector<Route> trait_routes(const ManageApi& api);

}  // namespace likely::http
