#pragma once

// Boost.Asio: include it in server.cc and connection.cc only.
#include <utility>

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <thread>
#include <unordered_set>

#include "base/clock.h"
#include "http/answer_head.h"
#include "http/dispatcher.h"
#include "http/tally.h"

namespace likely::http {

// Of one kind, known to the compiler: any_io_executor's calls through a table cost a tenth of a
// small request.
using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using Timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
template <typename T>
using Task = boost::asio::awaitable<T, Executor>;
inline constexpr boost::asio::use_awaitable_t<Executor> kTask;

using SteadyTime = std::chrono::steady_clock::time_point;

// A connection, as its loop sees it. Lives on its loop's thread.
class LiveConnection {
 public:
  virtual ~LiveConnection() = default;
  virtual SteadyTime deadline() const = 0;
  // The deadline has passed: what it waits for ends with an error.
  virtual void expire() = 0;
  // No further request is wanted: closes when idle, else after the answer.
  virtual void drain() = 0;
  virtual void close() = 0;
};

// What connections need of the server. Outlives them.
struct Surroundings {
  const Limits& limits;
  const Clock& clock;
  Dispatcher& dispatcher;
  Tally& tally;
  std::atomic<uint64_t>& next_request;
  uint64_t request_seed;
};

// One I/O thread. `context` has concurrency one; everything else is touched on that thread only.
struct Loop {
  boost::asio::io_context context{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      context.get_executor()};
  std::unordered_set<LiveConnection*> connections;
  bool is_draining = false;
  DateText date;
  std::thread thread;
};

}  // namespace likely::http
