#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "http/access.h"
#include "http/limits.h"
#include "http/rate_limiter.h"
#include "http/route.h"
#include "http/trusted_proxies.h"

namespace likely::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  uint16_t port = 0;  // 0: any free one; Server::port() tells
  int io_threads = 2;
  int worker_threads = 2;
  // PEM texts; both empty: no TLS. TLS 1.2 and 1.3.
  std::string certificate_chain_pem;
  std::string private_key_pem;
  Limits limits;
  Rates rates;
  TrustedProxies proxies;
  Authenticate authenticate;
  // Borrowed; they outlive the server.
  const Clock* clock = nullptr;
  Log* log = nullptr;
  Metrics* metrics = nullptr;
};

// Serves a route table over HTTP/1.1. One I/O loop a thread; a connection stays on its loop; one
// request of a connection at a time, answers in the order of the requests. Owned by main; its
// methods may be called from any thread but those of the server.
class Server {
 public:
  // Listening when it returns. Errors: kUsage for options that cannot work, kConflict when the
  // address is taken.
  static Result<std::unique_ptr<Server>> start(ServerOptions options, Router router);
  // Ends now, then waits until every handler has answered or dropped its Reply.
  ~Server();

  uint16_t port() const;
  std::string url() const;  // "http://127.0.0.1:8080"

  // Connections from now on get this certificate chain and key (PEM texts). kUsage: they are not
  // usable, or the server has no TLS; the old ones stay.
  Result<void> renew_tls(std::string_view certificate_chain_pem, std::string_view private_key_pem);

  // Takes no new connections, finishes what runs, closes idle connections at once and the others
  // when `grace` is over. Comes back at once. Called again: ends now.
  void drain(std::chrono::milliseconds grace);
  // Waits until the last connection is closed after drain().
  void wait();

 private:
  class Inner;
  explicit Server(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

}  // namespace likely::http
