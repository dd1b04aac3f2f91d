#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/metrics.h"
#include "http/head.h"
#include "http/rate_limiter.h"
#include "http/route.h"
#include "http/trusted_proxies.h"
#include "http/worker_pool.h"

namespace likely::http {

struct DispatcherOptions {
  Limits limits;
  Rates rates;
  TrustedProxies proxies;
  int worker_threads = 2;
  Authenticate authenticate;
  Log* log = nullptr;          // borrowed
  Metrics* metrics = nullptr;  // borrowed
};

// What stands between a connection and the handlers: finds the route, lets in or refuses, runs the
// handler where it belongs, counts and logs. Knows nothing of sockets. Owned by the server; any
// number of threads.
class Dispatcher {
 public:
  Dispatcher(Router router, DispatcherOptions options);

  // What was decided on the headers alone.
  struct Decision {
    const Route* route = nullptr;    // also of refused requests, when there is one
    size_t index = 0;                // its number, or that of "no route"
    Api api = Api::kManagement;      // whose words refuse it
    std::optional<Response> answer;  // given without a handler
    bool awaits_key = false;         // the key stands in the body
    std::string origin;              // of the page that asks; empty: none
  };
  // Of a request that could not be read, but for the path it may have begun with.
  Decision no_route(std::string_view path) const;
  // Fills the request's path, query, parameters and caller; its address becomes the client's.
  Decision decide(const Head& head, Request& request);

  // With the body read: runs the handler. `reply` is always answered.
  void run(const Decision& decision, Request request, Reply reply);

  // Adds what every answer has, counts and logs it.
  void finish(const Decision& decision, const Request& request, Response& response,
              std::chrono::microseconds took);
  // An answer in the words of the route's API.
  static Response refuse(const Decision& decision, int status, std::string_view message);

 private:
  std::optional<Response> let_in(const Route& route, const Credentials& credentials,
                                 Request& request);
  std::optional<Response> check_rate(const Route& route, const Request& request);
  void call(const Decision& decision, Request request, const Reply& reply);
  Counter& answers(size_t index, int status);
  void write_log(const Decision& decision, const Request& request, int status,
                 std::chrono::microseconds took);

  // Counters of one route, made when first needed, then found without a lock.
  static constexpr int kFirstStatus = 200;
  static constexpr int kStatusCount = 400;
  struct RouteMetrics {
    LatencyHistogram* latency = nullptr;
    std::array<std::atomic<Counter*>, kStatusCount> by_status{};
  };

  const Router router_;
  const DispatcherOptions options_;
  RateLimiter rate_limiter_;
  std::vector<std::unique_ptr<RouteMetrics>> metrics_;  // one a route, the last: no route
  const std::shared_ptr<WorkerPool> workers_;
};

}  // namespace likely::http
