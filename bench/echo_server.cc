// The bare path that bench figures of the HTTP door are divided by: Boost.Beast reads a request and
// answers 200 with its body's size; nothing is checked, parsed or kept.
//
// Usage: echo_server PORT THREADS     (stops when its standard input ends)

#include <unistd.h>

#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

namespace {

asio::awaitable<void> serve(tcp::socket socket) {
  boost::beast::flat_buffer buffer;
  boost::system::error_code failed;
  while (!failed) {
    http::request<http::string_body> request;
    co_await http::async_read(socket, buffer, request,
                              asio::redirect_error(asio::use_awaitable, failed));
    if (failed) co_return;
    http::response<http::string_body> response(http::status::ok, request.version());
    response.set(http::field::content_type, "application/json");
    response.body() = std::to_string(request.body().size());
    response.keep_alive(request.keep_alive());
    response.prepare_payload();
    co_await http::async_write(socket, response, asio::redirect_error(asio::use_awaitable, failed));
    if (!response.keep_alive()) co_return;
  }
}

asio::awaitable<void> accept(tcp::acceptor& acceptor,
                             std::vector<std::unique_ptr<asio::io_context>>& loops) {
  for (size_t next = 0;; next = (next + 1) % loops.size()) {
    tcp::socket socket = co_await acceptor.async_accept(*loops[next], asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    asio::co_spawn(*loops[next], serve(std::move(socket)), asio::detached);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: echo_server PORT THREADS\n");
    return 2;
  }
  std::vector<std::unique_ptr<asio::io_context>> loops;
  for (int i = 0; i < std::atoi(arguments[2]); ++i) {
    loops.push_back(std::make_unique<asio::io_context>(1));
  }
  const auto port = static_cast<unsigned short>(std::atoi(arguments[1]));
  tcp::acceptor acceptor(*loops[0], {asio::ip::address_v4::loopback(), port});
  asio::co_spawn(*loops[0], accept(acceptor, loops), asio::detached);
  std::vector<std::thread> threads;
  for (auto& loop : loops) {
    threads.emplace_back([&loop = *loop] {
      const auto work = asio::make_work_guard(loop);
      loop.run();
    });
  }
  char byte;
  while (read(STDIN_FILENO, &byte, 1) > 0) continue;
  for (auto& loop : loops) loop->stop();
  for (std::thread& thread : threads) thread.join();
  return 0;
}
