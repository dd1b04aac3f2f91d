#include "http/connection.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <memory>

#include "base/format.h"
#include "base/hash.h"
#include "http/answer_head.h"
#include "http/body.h"

namespace likely::http {

namespace {

// g++ 12 destroys temporaries of a co_await's expression twice: what a coroutine is given is named
// first, everywhere in this file.
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::steady_clock;

constexpr size_t kHeadReadBytes = 4 << 10;
constexpr size_t kBodyReadBytes = 32 << 10;
// After a refused request its sender may still be writing: what it says is read and dropped, so
// that our answer arrives before the connection is reset.
constexpr size_t kLingerBytes = 1 << 20;
constexpr std::chrono::milliseconds kLingerTime{2'000};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// Keeps the bytes of a body within what all bodies together may take.
class BodyHold {
 public:
  explicit BodyHold(Tally& tally) : tally_(tally) {}
  BodyHold(const BodyHold&) = delete;
  BodyHold& operator=(const BodyHold&) = delete;
  ~BodyHold() { tally_.release(held_); }

  bool grow_to(size_t bytes) {
    if (bytes <= held_) return true;
    if (!tally_.try_hold(bytes - held_)) return false;
    held_ = bytes;
    return true;
  }

 private:
  Tally& tally_;
  size_t held_ = 0;
};

// Closes an encrypted or a plain stream alike.
Socket& socket_of(Socket& stream) { return stream; }
Socket& socket_of(asio::ssl::stream<Socket>& stream) { return stream.next_layer(); }

template <typename Stream>
class Connection : public LiveConnection, public std::enable_shared_from_this<Connection<Stream>> {
 public:
  Connection(Stream stream, std::string address, Loop& loop, Surroundings& around)
      : stream_(std::move(stream)),
        address_(std::move(address)),
        loop_(loop),
        around_(around),
        answered_(loop.context, SteadyTime::max()) {
    loop_.connections.insert(this);
    is_draining_ = loop_.is_draining;
  }
  ~Connection() override {
    loop_.connections.erase(this);
    around_.tally.disconnect(address_);
  }

  Task<void> run();

  SteadyTime deadline() const override { return deadline_; }
  void expire() override {
    has_expired_ = true;
    deadline_ = SteadyTime::max();
    error_code ignored;
    socket_of(stream_).cancel(ignored);
  }
  void drain() override {
    is_draining_ = true;
    if (is_idle_) close();
  }
  void close() override {
    error_code ignored;
    socket_of(stream_).close(ignored);
  }

 private:
  static constexpr bool kIsSecure = !std::is_same_v<Stream, Socket>;
  enum class Next { kGoOn, kLinger, kEnd };

  // One request and its answer.
  Task<Next> serve_one();
  // The end of the head in in_, once it is there; 0: see has_expired_, else the client is gone or
  // the head is too long.
  Task<size_t> receive_head();
  // 0, or the status that refuses the body.
  Task<int> receive_body(BodyReader& reader, BodyHold& hold, bool tell_to_go_on);
  Task<bool> fill(size_t bytes, SteadyTime deadline);
  Task<bool> send(std::string head, std::string body);
  Task<Response> ask_handler(const Dispatcher::Decision& decision, Request request);
  Task<void> linger();
  void take_answer(Response response) {
    response_ = std::move(response);
    has_answer_ = true;
    answered_.cancel();
  }
  Task<bool> answer(const Dispatcher::Decision& decision, const Request& request, Response response,
                    steady_clock::time_point begun, bool keep_alive, bool is_head);
  Task<void> refuse_head(int status, std::string message, std::string path, Request request,
                         steady_clock::time_point begun);
  std::string new_request_id() {
    return format("{:016x}", mix64(around_.request_seed, around_.next_request.fetch_add(1)));
  }

  Stream stream_;
  const std::string address_;
  Loop& loop_;
  Surroundings& around_;
  std::string in_;  // received and not yet used
  SteadyTime deadline_ = SteadyTime::max();
  bool has_expired_ = false;
  bool is_idle_ = false;
  bool is_draining_ = false;
  Timer answered_;  // cancelled when the handler answers
  bool has_answer_ = false;
  Response response_;
};

template <typename Stream>
Task<void> Connection<Stream>::run() {
  const auto self = this->shared_from_this();
  error_code failed;
  if constexpr (kIsSecure) {
    deadline_ = steady_clock::now() + around_.limits.head_time;
    co_await stream_.async_handshake(asio::ssl::stream_base::server,
                                     asio::redirect_error(kTask, failed));
    deadline_ = SteadyTime::max();
    if (failed || has_expired_) co_return;
  }
  Next next = Next::kGoOn;
  while (next == Next::kGoOn) next = co_await serve_one();
  if (next == Next::kLinger) co_await linger();
  close();
}

template <typename Stream>
Task<bool> Connection<Stream>::fill(size_t bytes, SteadyTime deadline) {
  const size_t had = in_.size();
  in_.resize(had + bytes);
  deadline_ = deadline;
  error_code failed;
  const size_t count = co_await stream_.async_read_some(asio::buffer(in_.data() + had, bytes),
                                                        asio::redirect_error(kTask, failed));
  deadline_ = SteadyTime::max();
  in_.resize(had + count);
  co_return !failed && count > 0;
}

template <typename Stream>
Task<size_t> Connection<Stream>::receive_head() {
  const Limits& limits = around_.limits;
  SteadyTime deadline = steady_clock::now() + limits.idle_time;
  bool has_begun = false;
  size_t searched = 0;
  for (;;) {
    // Empty lines before a request are ignored (RFC 9112, 2.2).
    while (searched == 0 && in_.starts_with("\r\n")) in_.erase(0, 2);
    if (!in_.empty() && !has_begun) {
      has_begun = true;
      deadline = steady_clock::now() + limits.head_time;
    }
    const size_t end = in_.find("\r\n\r\n", searched < 3 ? 0 : searched - 3);
    if (end != std::string::npos && end + 4 <= limits.head_bytes) co_return end + 4;
    if (in_.size() >= limits.head_bytes) co_return 0;
    searched = in_.size();
    is_idle_ = in_.empty();
    if (is_idle_ && is_draining_) co_return 0;
    if (is_idle_ && in_.capacity() > kHeadReadBytes) in_ = {};
    const bool has_more = co_await fill(kHeadReadBytes, deadline);
    is_idle_ = false;
    if (!has_more) co_return 0;
  }
}

template <typename Stream>
Task<int> Connection<Stream>::receive_body(BodyReader& reader, BodyHold& hold, bool tell_to_go_on) {
  const SteadyTime deadline = steady_clock::now() + around_.limits.body_time;
  if (tell_to_go_on && in_.empty()) {
    std::string head(kContinue);
    std::string body;
    const bool is_sent = co_await send(std::move(head), std::move(body));
    if (!is_sent) co_return -1;
  }
  for (;;) {
    std::string_view rest = in_;
    const BodyReader::Status status = reader.read(rest);
    in_.erase(0, in_.size() - rest.size());
    if (status == BodyReader::Status::kBad) co_return 400;
    if (status == BodyReader::Status::kTooLarge) co_return 413;
    if (!hold.grow_to(reader.body().size())) co_return 503;
    if (status == BodyReader::Status::kEnd) co_return 0;
    const bool has_more = co_await fill(kBodyReadBytes, deadline);
    if (!has_more) co_return has_expired_ ? 408 : -1;
  }
}

template <typename Stream>
Task<typename Connection<Stream>::Next> Connection<Stream>::serve_one() {
  const size_t end = co_await receive_head();
  const auto begun = steady_clock::now();
  Request request;
  request.remote_address = address_;
  request.secure = kIsSecure;
  request.request_id = new_request_id();
  request.received_at = around_.clock.now();
  if (end == 0) {
    const bool is_too_long = in_.size() >= around_.limits.head_bytes;
    const bool is_late = has_expired_ && !in_.empty();
    if (!is_too_long && !is_late) co_return Next::kEnd;
    has_expired_ = false;
    std::string message = is_late ? "the headers took too long" : "the headers are too long";
    std::string path(begun_path(in_));
    co_await refuse_head(is_late ? 408 : 431, std::move(message), std::move(path),
                         std::move(request), begun);
    co_return Next::kLinger;
  }
  auto head = read_head(std::string_view(in_).substr(0, end));
  if (head && head->path.size() + head->query.size() >= around_.limits.url_bytes) {
    head = std::unexpected(HeadError{414, "the address is too long"});
  }
  if (!head) {
    std::string message = head.error().message;
    std::string path(begun_path(in_));
    co_await refuse_head(head.error().status, std::move(message), std::move(path),
                         std::move(request), begun);
    co_return Next::kLinger;
  }
  in_.erase(0, end);
  const bool is_head = head->method == "HEAD";
  auto decision = around_.dispatcher.decide(*head, request);
  bool keep_alive = head->keep_alive;
  BodyHold hold(around_.tally);
  if (decision.answer) {
    keep_alive = keep_alive && !head->has_body();
  } else {
    auto reader = BodyReader::make(*head, decision.route->max_body);
    int refused = reader ? 0 : reader.error().status;
    if (reader && head->has_body()) {
      refused = co_await receive_body(*reader, hold, head->expects_continue);
      if (refused < 0) co_return Next::kEnd;
    }
    if (refused != 0) {
      keep_alive = false;
      has_expired_ = false;
      const std::string too_large =
          format("the body is larger than {} KiB, inflated", decision.route->max_body >> 10);
      const std::string message =
          refused == 400   ? "the body is not what its length, chunks or Content-Encoding say"
          : refused == 408 ? "the body took too long"
          : refused == 413 ? too_large
          : refused == 415 ? "this Content-Encoding is not read; gzip and deflate are"
                           : "too much to do; wait as Retry-After says";
      decision.answer = Dispatcher::refuse(decision, refused, message);
    } else {
      request.body = std::move(reader->body());
    }
  }
  // What the log and the counters need once the handler has the request.
  Request kept;
  kept.request_id = request.request_id;
  kept.method = request.method;
  Response response;
  if (decision.answer) {
    response = std::move(*decision.answer);
  } else {
    response = co_await ask_handler(decision, std::move(request));
  }
  keep_alive = keep_alive && !is_draining_;
  const bool is_sent =
      co_await answer(decision, kept, std::move(response), begun, keep_alive, is_head);
  if (!is_sent) co_return Next::kEnd;
  co_return keep_alive ? Next::kGoOn : Next::kLinger;
}

template <typename Stream>
Task<void> Connection<Stream>::refuse_head(int status, std::string message, std::string path,
                                           Request request, steady_clock::time_point begun) {
  auto decision = around_.dispatcher.no_route(path);
  Response response = Dispatcher::refuse(decision, status, message);
  co_await answer(decision, request, std::move(response), begun, false, false);
}

template <typename Stream>
Task<Response> Connection<Stream>::ask_handler(const Dispatcher::Decision& decision,
                                               Request request) {
  has_answer_ = false;
  // Called once, from any thread: the connection goes with the answer, so that it ends on its loop.
  Reply reply([self = this->shared_from_this(), &loop = loop_](Response response) mutable {
    asio::dispatch(loop.context,
                   [self = std::move(self), response = std::move(response)]() mutable {
                     self->take_answer(std::move(response));
                   });
  });
  around_.dispatcher.run(decision, std::move(request), std::move(reply));
  while (!has_answer_) {
    error_code ignored;
    co_await answered_.async_wait(asio::redirect_error(kTask, ignored));
  }
  co_return std::move(response_);
}

template <typename Stream>
Task<bool> Connection<Stream>::answer(const Dispatcher::Decision& decision, const Request& request,
                                      Response response, steady_clock::time_point begun,
                                      bool keep_alive, bool is_head) {
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begun);
  around_.dispatcher.finish(decision, request, response, took);
  std::string head = answer_head(response, keep_alive, loop_.date.at(around_.clock.now()));
  const bool has_body = !is_head && !has_no_body(response.status);
  if (!has_body) response.body.clear();
  const bool is_sent = co_await send(std::move(head), std::move(response.body));
  co_return is_sent;
}

template <typename Stream>
Task<bool> Connection<Stream>::send(std::string head, std::string body) {
  deadline_ = steady_clock::now() + around_.limits.write_time;
  error_code failed;
  const std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(body)};
  co_await asio::async_write(stream_, parts, asio::redirect_error(kTask, failed));
  deadline_ = SteadyTime::max();
  co_return !failed;
}

template <typename Stream>
Task<void> Connection<Stream>::linger() {
  error_code ignored;
  const SteadyTime deadline = steady_clock::now() + kLingerTime;
  if constexpr (kIsSecure) {
    deadline_ = deadline;
    co_await stream_.async_shutdown(asio::redirect_error(kTask, ignored));
    deadline_ = SteadyTime::max();
    co_return;
  } else {
    stream_.shutdown(Socket::shutdown_send, ignored);
    size_t dropped = 0;
    bool has_more = true;
    while (has_more && dropped < kLingerBytes) {
      in_.clear();
      has_more = co_await fill(kBodyReadBytes, deadline);
      dropped += in_.size();
    }
  }
}

template <typename Stream>
void start(Stream stream, std::string address, Loop& loop, Surroundings& around) {
  auto connection =
      std::make_shared<Connection<Stream>>(std::move(stream), std::move(address), loop, around);
  asio::co_spawn(
      loop.context, [connection]() { return connection->run(); }, asio::detached);
}

}  // namespace

void serve_connection(Socket socket, std::string address, asio::ssl::context* tls, Loop& loop,
                      Surroundings& around) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  if (tls == nullptr) return start(std::move(socket), std::move(address), loop, around);
  start(asio::ssl::stream<Socket>(std::move(socket), *tls), std::move(address), loop, around);
}

}  // namespace likely::http
