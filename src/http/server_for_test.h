#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "http/client_for_test.h"
#include "http/server.h"

namespace likely::http {

// A server on a free loopback port that knows these secrets: "write" (a write key), "read",
// "manage", "admin" (tokens or sessions of those scopes); "down" cannot be looked up now.
class TestServer {
 public:
  explicit TestServer(std::vector<Route> routes, Limits limits = {}, Rates rates = {},
                      TrustedProxies proxies = {}) {
    auto router = Router::make(std::move(routes));
    EXPECT_TRUE(router.has_value());
    ServerOptions options;
    options.limits = limits;
    options.rates = rates;
    options.proxies = std::move(proxies);
    options.worker_threads = 1;
    options.authenticate = authenticate;
    options.clock = &clock_;
    options.log = &log_;
    options.metrics = &metrics_;
    auto started = Server::start(options, std::move(*router));
    EXPECT_TRUE(started.has_value());
    server_ = std::move(*started);
  }

  Server& server() { return *server_; }
  uint16_t port() const { return server_->port(); }
  Metrics& metrics() { return metrics_; }
  Client::Answer ask(std::string_view text) const { return Client(port()).ask(text); }
  // What was logged; the server is stopped for it.
  std::vector<std::string> stop_and_read_log() {
    server_.reset();
    return lines_;
  }

  static Result<Caller> authenticate(const Credentials& credentials) {
    const std::string& secret = credentials.secret;
    if (secret == "down") return fail(ErrorCode::kUnavailable, "the disk is full");
    const std::pair<std::string_view, Scope> known[] = {{"write", Scope::kWriteOnly},
                                                        {"read", Scope::kProfileRead},
                                                        {"manage", Scope::kManage},
                                                        {"admin", Scope::kAdmin}};
    for (int64_t id = 0; const auto& [name, scope] : known) {
      const bool is_source = scope == Scope::kWriteOnly;
      const auto kind = is_source ? Caller::Kind::kSource : Caller::Kind::kToken;
      if (secret == name) return Caller{kind, id, is_source ? "web" : secret, scope};
      ++id;
    }
    return fail(ErrorCode::kNotFound, "nobody has this secret");
  }

 private:
  FixedClock clock_{1'700'000'000 * kSecondUs};
  std::mutex mutex_;
  std::vector<std::string> lines_;
  Log log_{clock_, LogLevel::kDebug, [this](std::string_view line) {
             const std::lock_guard lock(mutex_);
             lines_.emplace_back(line);
           }};
  Metrics metrics_;
  std::unique_ptr<Server> server_;
};

// A route for tests: anybody may call it, on the I/O thread.
inline Route open_route(std::string method, std::string pattern, Handler handler,
                        Where where = Where::kInline) {
  return {.method = std::move(method),
          .pattern = std::move(pattern),
          .api = Api::kManagement,
          .scope = Scope::kPublic,
          .where = where,
          .handler = std::move(handler)};
}

}  // namespace likely::http
