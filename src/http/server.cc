#include "http/server.h"

#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/hash.h"
#include "base/threads.h"
#include "http/connection.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace likely::http {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::steady_clock;

// How often a loop looks for connections past their deadline.
constexpr std::chrono::milliseconds kSweepTime{100};
// After a failed accept (no descriptors left) others get time to close.
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::string_view kFullAnswer =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n"
    "Connection: close\r\n\r\n";

using Tls = std::shared_ptr<asio::ssl::context>;

Result<Tls> make_tls(std::string_view certificate_chain_pem, std::string_view private_key_pem) {
  auto tls = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(tls->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  error_code failed;
  tls->use_certificate_chain(asio::buffer(certificate_chain_pem), failed);
  if (failed) {
    return fail(ErrorCode::kUsage,
                format("the TLS certificate cannot be read ({}); give a PEM file that begins with "
                       "the server's own certificate",
                       failed.message()));
  }
  tls->use_private_key(asio::buffer(private_key_pem), asio::ssl::context::pem, failed);
  if (failed || SSL_CTX_check_private_key(tls->native_handle()) != 1) {
    return fail(ErrorCode::kUsage,
                "the TLS key cannot be read or is not that of the certificate; give the "
                "certificate's own private key as PEM, without a password");
  }
  return tls;
}

uint64_t ticks() { return static_cast<uint64_t>(steady_clock::now().time_since_epoch().count()); }

}  // namespace

class Server::Inner {
 public:
  Inner(ServerOptions options, Router router)
      : options_(std::move(options)),
        tally_(std::make_shared<Tally>(options_.limits)),
        dispatcher_(std::move(router), {.limits = options_.limits,
                                        .rates = options_.rates,
                                        .proxies = options_.proxies,
                                        .worker_threads = options_.worker_threads,
                                        .authenticate = options_.authenticate,
                                        .log = options_.log,
                                        .metrics = options_.metrics}),
        around_{options_.limits, *options_.clock,
                dispatcher_,     *tally_,
                next_request_,   mix64(static_cast<uint64_t>(options_.clock->now()), ticks())} {}

  Result<void> listen();
  void begin();
  void end();
  Result<void> renew_tls(std::string_view certificate_chain_pem, std::string_view private_key_pem);
  void drain(std::chrono::milliseconds grace);
  void wait();
  const ServerOptions& options() const { return options_; }
  uint16_t port() const { return port_; }

 private:
  bool has_tls() const {
    return !options_.certificate_chain_pem.empty() || !options_.private_key_pem.empty();
  }
  Task<void> accept();
  Task<void> sweep(Loop& loop);
  void welcome(Socket socket, Loop& loop);
  void close_all(Loop& loop);

  const ServerOptions options_;
  const std::shared_ptr<Tally> tally_;
  Dispatcher dispatcher_;
  std::atomic<uint64_t> next_request_{0};
  Surroundings around_;
  Tls tls_;  // null: plain; the first loop's alone, as connections come
  std::vector<std::unique_ptr<Loop>> loops_;
  std::unique_ptr<tcp::acceptor> acceptor_;  // on the first loop
  uint16_t port_ = 0;
  std::atomic<bool> is_draining_{false};
  std::atomic<steady_clock::rep> end_at_{steady_clock::duration::max().count()};
  std::mutex mutex_;
  std::condition_variable has_changed_;
  bool has_stopped_accepting_ = false;  // under mutex_
};

Result<void> Server::Inner::listen() {
  if (has_tls()) {
    ASSIGN(tls_, make_tls(options_.certificate_chain_pem, options_.private_key_pem));
  }
  for (int i = 0; i < options_.io_threads; ++i) loops_.push_back(std::make_unique<Loop>());
  error_code failed;
  const auto address = asio::ip::make_address(options_.address, failed);
  if (failed) {
    return fail(ErrorCode::kUsage,
                format("{}: is no IP address; write one, such as 127.0.0.1", options_.address));
  }
  acceptor_ = std::make_unique<tcp::acceptor>(loops_[0]->context);
  const tcp::endpoint endpoint(address, options_.port);
  acceptor_->open(endpoint.protocol(), failed);
  if (!failed) acceptor_->set_option(tcp::acceptor::reuse_address(true), failed);
  if (!failed) acceptor_->bind(endpoint, failed);
  if (!failed) acceptor_->listen(tcp::acceptor::max_listen_connections, failed);
  if (failed) {
    return fail(ErrorCode::kConflict,
                format("{}:{}: cannot listen there ({}); stop what does, or choose another port",
                       options_.address, options_.port, failed.message()));
  }
  port_ = acceptor_->local_endpoint().port();
  return {};
}

void Server::Inner::begin() {
  // The numbers may be asked for when the server is gone.
  const auto gauge = [this](size_t (*read)(const Tally&)) {
    return [read, weak = std::weak_ptr(tally_)] {
      const auto tally = weak.lock();
      return tally ? static_cast<double>(read(*tally)) : 0.0;
    };
  };
  options_.metrics->gauge("likely_http_connections", "Open connections.",
                          gauge([](const Tally& tally) { return tally.connections(); }));
  options_.metrics->gauge("likely_http_body_bytes", "Memory of request bodies.",
                          gauge([](const Tally& tally) { return tally.body_bytes(); }));
  asio::co_spawn(
      loops_[0]->context, [this] { return accept(); }, asio::detached);
  // One loop for each processor: the system puts loops and clients that wake each other on one
  // processor, and leaves the other to work that can wait.
  const bool one_each = static_cast<int>(loops_.size()) == hardware_threads();
  for (int nth = 0; const auto& loop : loops_) {
    asio::co_spawn(
        loop->context, [this, &loop = *loop] { return sweep(loop); }, asio::detached);
    loop->thread = std::thread([&loop = *loop, one_each, nth = nth++] {
      name_this_thread("io");
      if (one_each) stay_on_processor(nth);
      loop.context.run();
    });
  }
}

Result<void> Server::Inner::renew_tls(std::string_view certificate_chain_pem,
                                      std::string_view private_key_pem) {
  if (!has_tls()) return fail(ErrorCode::kUsage, "the server was started without TLS");
  ASSIGN(Tls renewed, make_tls(certificate_chain_pem, private_key_pem));
  asio::post(loops_[0]->context,
             [this, renewed = std::move(renewed)]() mutable { tls_ = std::move(renewed); });
  return {};
}

Task<void> Server::Inner::accept() {
  Timer pause(loops_[0]->context);
  for (size_t next = 0; !is_draining_; next = (next + 1) % loops_.size()) {
    Loop& loop = *loops_[next];
    error_code failed;
    Socket socket =
        co_await acceptor_->async_accept(loop.context, asio::redirect_error(kTask, failed));
    if (!failed) {
      welcome(std::move(socket), loop);
    } else if (!is_draining_) {
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(asio::redirect_error(kTask, failed));
    }
  }
  error_code ignored;
  acceptor_->close(ignored);
  const std::lock_guard lock(mutex_);
  has_stopped_accepting_ = true;
  has_changed_.notify_all();
}

void Server::Inner::welcome(Socket socket, Loop& loop) {
  error_code failed;
  std::string address = socket.remote_endpoint(failed).address().to_string();
  if (failed) return;
  if (!tally_->try_connect(address)) {
    if (!tls_) {
      socket.non_blocking(true, failed);
      socket.write_some(asio::buffer(kFullAnswer), failed);
    }
    return;
  }
  // The connection lives on its loop's thread from its first moment.
  asio::post(loop.context, [this, &loop, tls = tls_, address = std::move(address),
                            socket = std::move(socket)]() mutable {
    serve_connection(std::move(socket), std::move(address), tls.get(), loop, around_);
  });
}

Task<void> Server::Inner::sweep(Loop& loop) {
  Timer timer(loop.context);
  for (;;) {
    timer.expires_after(kSweepTime);
    error_code ignored;
    co_await timer.async_wait(asio::redirect_error(kTask, ignored));
    const SteadyTime now = steady_clock::now();
    const bool is_over = now.time_since_epoch().count() >= end_at_;
    for (LiveConnection* connection : loop.connections) {
      if (is_over) {
        connection->close();
      } else if (connection->deadline() <= now) {
        connection->expire();
      }
    }
    if (!is_draining_ || tally_->connections() > 0) continue;
    const std::lock_guard lock(mutex_);
    has_changed_.notify_all();
  }
}

void Server::Inner::drain(std::chrono::milliseconds grace) {
  const bool is_second = is_draining_.exchange(true);
  const auto end = steady_clock::now() + (is_second ? std::chrono::milliseconds(0) : grace);
  end_at_ = end.time_since_epoch().count();
  if (is_second) return;
  asio::post(loops_[0]->context, [this] {
    error_code ignored;
    acceptor_->cancel(ignored);
  });
  for (const auto& loop : loops_) {
    asio::post(loop->context, [&loop = *loop] {
      loop.is_draining = true;
      for (LiveConnection* connection : loop.connections) connection->drain();
    });
  }
}

void Server::Inner::wait() {
  std::unique_lock lock(mutex_);
  has_changed_.wait(lock, [this] { return has_stopped_accepting_ && tally_->connections() == 0; });
}

void Server::Inner::end() {
  drain(std::chrono::milliseconds(0));
  drain(std::chrono::milliseconds(0));
  wait();
  for (const auto& loop : loops_) loop->context.stop();
  for (const auto& loop : loops_) loop->thread.join();
}

Server::Server(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}
Server::~Server() { inner_->end(); }

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Router router) {
  if (options.io_threads < 1 || options.worker_threads < 1) {
    return fail(ErrorCode::kUsage, "a server needs at least one I/O and one worker thread");
  }
  auto inner = std::make_unique<Inner>(std::move(options), std::move(router));
  TRY(inner->listen());
  inner->begin();
  return std::unique_ptr<Server>(new Server(std::move(inner)));
}

uint16_t Server::port() const { return inner_->port(); }

std::string Server::url() const {
  const ServerOptions& options = inner_->options();
  const bool is_ipv6 = options.address.contains(':');
  return format("{}://{}{}{}:{}", options.certificate_chain_pem.empty() ? "http" : "https",
                is_ipv6 ? "[" : "", options.address, is_ipv6 ? "]" : "", port());
}

Result<void> Server::renew_tls(std::string_view certificate_chain_pem,
                               std::string_view private_key_pem) {
  return inner_->renew_tls(certificate_chain_pem, private_key_pem);
}

void Server::drain(std::chrono::milliseconds grace) { inner_->drain(grace); }
void Server::wait() { inner_->wait(); }

}  // namespace likely::http
