// Makes the load of bench/server: a made-up shop's events as a file, and requests over many
// keep-alive connections from one thread. With a rate the load is open: a request's time counts
// from when it was due, so that a server that stalls is not asked less.
//
// Usage: load_server events COUNT PEOPLE                              (NDJSON to standard output)
//        load_server batches PORT KEY CONNECTIONS SECONDS RATE PEOPLE BATCH FIRST
//          (of people FIRST, FIRST + 1, …)
//        load_server reads PORT TOKEN CONNECTIONS SECONDS RATE PEOPLE
//        load_server posts PORT CONNECTIONS SECONDS RATE BYTES        (to a server that echoes)
// RATE: requests a second; 0: each connection asks again as soon as it is answered.
// Prints one JSON object: requests by status, seconds, milliseconds by percentile, and how often
// and how long the machine itself stood still.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "load_server: %s: %s\n", what, std::strerror(errno));
  std::exit(1);
}

// ---- the shop ----------------------------------------------------------------------------------

constexpr int kProducts = 2000, kCategories = 20, kBrands = 60;

struct Shop {
  std::mt19937_64 random;
  uint64_t people = 1, first = 0;
  uint64_t run = 0, serial = 0;  // make message ids

  uint64_t below(uint64_t count) { return random() % count; }
  static void number(std::string& to, uint64_t value) {
    char digits[20];
    to.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  }
  // Everyone has a favourite category; a product's category is its number's rest.
  void event(std::string& to, std::string_view timestamp) {
    const uint64_t person = first + below(people);
    uint64_t product = below(kProducts);
    if (below(10) < 7) product = product - product % kCategories + person % kCategories;
    const uint64_t deed = below(100);
    to += R"({"type":"track","event":")";
    to += deed < 5 ? "Order Completed" : deed < 20 ? "Product Added" : "Product Viewed";
    to += R"(","userId":"u)";
    number(to, person);
    to += R"(","messageId":"m)";
    number(to, run);
    to += '-';
    number(to, ++serial);
    to += R"(","timestamp":")";
    to += timestamp;
    to += R"(","properties":{"product_id":"P)";
    number(to, product);
    to += R"(","category":"Category )";
    number(to, product % kCategories);
    to += R"(","brand":"Brand )";
    number(to, product % kBrands);
    to += R"(","price":)";
    number(to, 5 + product % 90);
    to += "}}";
  }
};

std::string iso(std::time_t at) {
  char text[32];
  std::tm parts{};
  gmtime_r(&at, &parts);
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

// COUNT events over the last 180 days, in order of time; everyone appears.
int write_events(uint64_t count, uint64_t people) {
  Shop shop{.random = std::mt19937_64(7), .people = people, .run = 0};
  constexpr std::time_t kSpan = 180 * 86400;
  const std::time_t begin = std::time(nullptr) - kSpan;
  std::string text;
  for (uint64_t i = 0; i < count; ++i) {
    shop.event(text, iso(begin + static_cast<std::time_t>(i * kSpan / count)));
    text += '\n';
    if (text.size() < (1 << 20) && i + 1 < count) continue;
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) give_up("writing events");
    text.clear();
  }
  return 0;
}

// ---- the machine -------------------------------------------------------------------------------

// How often a processor was nobody's, most often because a virtual machine's was given to others: a
// thread on each, before all others, that sleeps a millisecond and looks how late it wakes. Without
// the right to go before all others (root's) nothing is counted.
class Pauses {
 public:
  static constexpr double kPauseMs = 5;

  Pauses() {
    for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i) {
      threads_.emplace_back([this, i] { watch(i); });
    }
  }
  void end() {
    over_ = true;
    for (auto& thread : threads_) thread.join();
  }
  // JSON: null when no processor could be watched.
  std::string count() const { return watched_ > 0 ? std::to_string(count_) : "null"; }
  double longest_ms() const { return longest_ms_; }

 private:
  void watch(unsigned processor) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    const sched_param first{.sched_priority = 1};
    if (sched_setaffinity(0, sizeof one, &one) != 0) return;
    if (sched_setscheduler(0, SCHED_FIFO, &first) != 0) return;
    ++watched_;
    while (!over_) {
      const auto begun = Clock::now();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      const double late =
          std::chrono::duration<double, std::milli>(Clock::now() - begun).count() - 1;
      if (late < kPauseMs) continue;
      const std::lock_guard lock(mutex_);
      ++count_;
      longest_ms_ = std::max(longest_ms_, late);
    }
  }

  std::atomic<bool> over_{false};
  std::atomic<int> watched_{0};
  std::mutex mutex_;
  int count_ = 0;
  double longest_ms_ = 0;
  std::vector<std::thread> threads_;
};

// ---- requests ----------------------------------------------------------------------------------

struct Connection {
  int socket = -1;
  std::string request;
  size_t sent = 0;
  std::string answer;
  Clock::time_point due;
  bool busy = false;
};

class Load {
 public:
  Load(int port, int connections, double seconds, double rate,
       std::function<void(std::string&)> make)
      : rate_(rate), seconds_(seconds), make_(std::move(make)), connections_(connections) {
    poll_ = epoll_create1(0);
    for (size_t i = 0; i < connections_.size(); ++i) {
      sockaddr_in to{};
      to.sin_family = AF_INET;
      to.sin_port = htons(static_cast<uint16_t>(port));
      to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
      if (connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) give_up("connect");
      const int on = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      fcntl(fd, F_SETFL, O_NONBLOCK);
      connections_[i].socket = fd;
      epoll_event want{.events = EPOLLIN, .data = {.u64 = i}};
      epoll_ctl(poll_, EPOLL_CTL_ADD, fd, &want);
      idle_.push_back(i);
    }
  }

  void run() {
    const auto begin = Clock::now();
    const auto end = begin + std::chrono::duration_cast<Clock::duration>(
                                 std::chrono::duration<double>(seconds_));
    uint64_t begun = 0;
    std::vector<epoll_event> events(256);
    while (true) {
      auto now = Clock::now();
      while (now < end && !idle_.empty()) {
        auto due = now;
        if (rate_ > 0) {
          due = begin + std::chrono::duration_cast<Clock::duration>(
                            std::chrono::duration<double>(static_cast<double>(begun) / rate_));
          if (due > now) break;
        }
        ++begun;
        ask(idle_.back(), due);
        now = Clock::now();
      }
      if (now >= end && idle_.size() == connections_.size()) break;
      const int count = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 1);
      for (int i = 0; i < count; ++i) on_event(events[i]);
    }
    took_ = std::chrono::duration<double>(Clock::now() - begin).count();
  }

  void print(const Pauses& pauses) {
    std::ranges::sort(milliseconds_);
    const auto at = [this](double share) {
      if (milliseconds_.empty()) return 0.0;
      return milliseconds_[static_cast<size_t>(share *
                                               static_cast<double>(milliseconds_.size() - 1))];
    };
    std::printf("{\"seconds\": %.3f, \"requests\": %zu, \"statuses\": {", took_,
                milliseconds_.size());
    const char* comma = "";
    for (const auto& [status, count] : statuses_) {
      std::printf("%s\"%d\": %zu", comma, status, count);
      comma = ", ";
    }
    std::printf("}, \"p50\": %.3f, \"p90\": %.3f, \"p99\": %.3f, \"p999\": %.3f, \"max\": %.3f, ",
                at(.5), at(.9), at(.99), at(.999), at(1));
    std::printf("\"pauses\": %s, \"longest_pause\": %.3f}\n", pauses.count().c_str(),
                pauses.longest_ms());
  }

 private:
  void ask(size_t i, Clock::time_point due) {
    Connection& to = connections_[i];
    idle_.pop_back();
    to.request.clear();
    make_(to.request);
    to.sent = 0;
    to.answer.clear();
    to.due = due;
    to.busy = true;
    send_on(i);
  }

  void send_on(size_t i) {
    Connection& to = connections_[i];
    while (to.sent < to.request.size()) {
      const ssize_t wrote =
          ::send(to.socket, to.request.data() + to.sent, to.request.size() - to.sent, MSG_NOSIGNAL);
      if (wrote > 0) {
        to.sent += static_cast<size_t>(wrote);
      } else if (errno == EAGAIN) {
        break;
      } else {
        give_up("send");
      }
    }
    const bool more = to.sent < to.request.size();
    if (!more && !to.answer.empty()) return;
    epoll_event want{.events = more ? EPOLLIN | EPOLLOUT : EPOLLIN, .data = {.u64 = i}};
    epoll_ctl(poll_, EPOLL_CTL_MOD, to.socket, &want);
  }

  void on_event(const epoll_event& event) {
    const size_t i = event.data.u64;
    Connection& from = connections_[i];
    if ((event.events & EPOLLOUT) != 0) send_on(i);
    if ((event.events & ~EPOLLOUT) == 0) return;
    char bytes[65536];
    const ssize_t got = recv(from.socket, bytes, sizeof bytes, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) give_up("the server closed a connection");
    from.answer.append(bytes, static_cast<size_t>(got));
    const size_t head = from.answer.find("\r\n\r\n");
    if (head == std::string::npos || from.answer.size() < head + 4 + length_in(from.answer, head)) {
      return;
    }
    ++statuses_[std::atoi(from.answer.c_str() + 9)];
    milliseconds_.push_back(
        std::chrono::duration<double, std::milli>(Clock::now() - from.due).count());
    from.busy = false;
    idle_.push_back(i);
  }

  static size_t length_in(const std::string& answer, size_t head) {
    constexpr std::string_view kName = "content-length:";
    const auto is_same = [](char a, char b) { return std::tolower(a) == b; };
    const auto found = std::search(answer.begin(), answer.begin() + static_cast<long>(head),
                                   kName.begin(), kName.end(), is_same);
    if (found == answer.begin() + static_cast<long>(head)) return 0;
    return std::strtoul(&*found + kName.size(), nullptr, 10);
  }

  double rate_, seconds_, took_ = 0;
  std::function<void(std::string&)> make_;
  int poll_ = -1;
  std::vector<Connection> connections_;
  std::vector<size_t> idle_;
  std::map<int, size_t> statuses_;
  std::vector<double> milliseconds_;
};

std::string base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < text.size(); i += 3) {
    uint32_t bits = 0;
    for (size_t j = 0; j < 3; ++j) {
      bits = bits << 8 | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0);
    }
    for (size_t j = 0; j < 4; ++j) {
      out += i + j > text.size() ? '=' : kDigits[bits >> (18 - 6 * j) & 63];
    }
  }
  return out;
}

std::string head_of(std::string_view method, std::string_view secret) {
  return std::string(method) + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " +
         base64(std::string(secret) + ":") + "\r\n";
}

void with_body(std::string& request, const std::string& head, const std::string& body) {
  request += head;
  request += "Content-Type: application/json\r\nContent-Length: ";
  Shop::number(request, body.size());
  request += "\r\n\r\n";
  request += body;
}

int usage() {
  std::fprintf(stderr, "load_server: used wrongly; its source says how\n");
  return 2;
}

}  // namespace

int main(int count, char** words) {
  const std::string_view what = count > 1 ? words[1] : "";
  if (what == "events" && count == 4) {
    return write_events(std::strtoull(words[2], nullptr, 10), std::strtoull(words[3], nullptr, 10));
  }
  const auto number = [&](int i) { return std::atof(words[i]); };
  std::function<void(std::string&)> make;
  int at = 4;  // of CONNECTIONS
  if (what == "batches" && count == 10) {
    Shop shop{.random = std::mt19937_64(std::random_device{}()),
              .people = static_cast<uint64_t>(number(7)),
              .first = static_cast<uint64_t>(number(9)),
              .run = static_cast<uint64_t>(Clock::now().time_since_epoch().count())};
    make = [shop, batch = std::atoi(words[8]), body = std::string(),
            head = head_of("POST /v1/batch", words[3])](std::string& request) mutable {
      const std::string now = iso(std::time(nullptr));
      body = R"({"batch":[)";
      for (int i = 0; i < batch; ++i) {
        if (i > 0) body += ',';
        shop.event(body, now);
      }
      body += "]}";
      with_body(request, head, body);
    };
  } else if (what == "reads" && count == 8) {
    std::string head = head_of("", words[3]).substr(1) + "\r\n";
    make = [head, random = std::mt19937_64(3),
            people = static_cast<uint64_t>(number(7))](std::string& request) mutable {
      request += "GET /v1/spaces/main/collections/users/profiles/user_id:u";
      Shop::number(request, random() % people);
      request += "/traits?limit=100 ";
      request += head;
    };
  } else if (what == "posts" && count == 7) {
    at = 3;
    make = [head = head_of("POST /", "x"),
            body = std::string(std::strtoul(words[6], nullptr, 10), 'x')](std::string& request) {
      with_body(request, head, body);
    };
  } else {
    return usage();
  }
  Load load(std::atoi(words[2]), std::atoi(words[at]), number(at + 1), number(at + 2),
            std::move(make));
  Pauses pauses;
  load.run();
  pauses.end();
  load.print(pauses);
  return 0;
}
