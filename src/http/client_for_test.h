#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace likely::http {

// A client that says exactly what a test tells it to, on one loopback connection.
class Client {
 public:
  explicit Client(uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_open_ = connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { ::close(socket_); }

  bool is_open() const { return is_open_; }
  void send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (count <= 0) return;
      text.remove_prefix(static_cast<size_t>(count));
    }
  }
  void finish_sending() { shutdown(socket_, SHUT_WR); }

  struct Answer {
    int status = 0;  // 0: the connection ended, or nothing came in time
    std::string head;
    std::string body;
  };
  // The next answer of the connection.
  Answer receive(bool has_body = true) {
    while (in_.find("\r\n\r\n") == std::string::npos) {
      if (!fill()) return {};
    }
    Answer answer;
    const size_t end = in_.find("\r\n\r\n") + 4;
    answer.head = in_.substr(0, end);
    in_.erase(0, end);
    answer.status = std::atoi(answer.head.c_str() + 9);
    const size_t length = answer.head.find("Content-Length: ");
    if (!has_body || length == std::string::npos) return answer;
    const size_t size = static_cast<size_t>(std::atol(answer.head.c_str() + length + 16));
    while (in_.size() < size) {
      if (!fill()) return {};
    }
    answer.body = in_.substr(0, size);
    in_.erase(0, size);
    return answer;
  }
  Answer ask(std::string_view text) {
    send(text);
    return receive();
  }
  // Whether the server closes the connection without another word.
  bool ends() { return in_.empty() && !fill() && has_ended_; }

 private:
  static constexpr int kPatienceMs = 20'000;

  bool fill() {
    pollfd waiting{socket_, POLLIN, 0};
    if (poll(&waiting, 1, kPatienceMs) <= 0) return false;
    char bytes[16'384];
    const ssize_t count = recv(socket_, bytes, sizeof bytes, 0);
    has_ended_ = count <= 0;
    if (count > 0) in_.append(bytes, static_cast<size_t>(count));
    return count > 0;
  }

  int socket_;
  bool is_open_ = false;
  bool has_ended_ = false;
  std::string in_;
};

inline std::string post(std::string_view path, std::string_view body,
                        std::string_view headers = "") {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: shop.test:80\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

inline std::string get(std::string_view path, std::string_view headers = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: shop.test:80\r\n" + std::string(headers) +
         "\r\n";
}

}  // namespace likely::http
