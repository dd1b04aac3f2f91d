#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/metrics.h"
#include "http/route.h"

namespace likely::http {

struct OperationOptions {
  const Metrics* metrics = nullptr;  // borrowed
  // Why the server cannot do its work now; empty: it can. Quick, thread-safe.
  std::function<std::vector<std::string>()> reasons_not_ready;
};

// GET /health/live (the process answers), /health/ready (503 with reasons when it cannot work),
// /metrics (Prometheus text; for kAdmin callers, and for callers on this machine without a proxy
// between).
std::vector<Route> operation_routes(OperationOptions options);

}  // namespace likely::http
