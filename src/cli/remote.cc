#include "cli/remote.h"

#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <list>
#include <mutex>
#include <thread>

#include "base/format.h"
#include "base/json.h"
#include "base/threads.h"
#include "cli/frames.h"
#include "cli/terminal_progress.h"

namespace likely::cli {

namespace {

constexpr int kLookMs = 200;           // how often a stop is looked for
constexpr size_t kMostText = 1 << 20;  // of one frame

std::string socket_path(const std::string& folder) { return folder + "/command.sock"; }

// A path in sockaddr_un has room for 107 bytes; longer ones are reached by their folder.
struct Address {
  sockaddr_un name{};
  bool fits = false;
  explicit Address(const std::string& path) {
    name.sun_family = AF_UNIX;
    fits = path.size() < sizeof(name.sun_path);
    if (fits) std::memcpy(name.sun_path, path.c_str(), path.size() + 1);
  }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&name); }
};

// Progress of a command that runs here for somebody elsewhere.
class FarProgress : public Progress {
 public:
  FarProgress(FrameSocket& socket, const std::atomic<bool>& cancelled)
      : socket_(socket), cancelled_(cancelled) {}
  void step(std::string_view what, uint64_t total, std::string_view unit) override {
    const Json step = {{"what", what}, {"total", total}, {"unit", unit}};
    socket_.send(FrameType::kStep, step.dump());
    last_ = {};
  }
  void at(uint64_t done) override {
    const auto now = std::chrono::steady_clock::now();
    std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    socket_.send(FrameType::kAt, std::to_string(done));
  }
  void note(std::string_view line) override { socket_.send(FrameType::kNote, line); }
  bool cancelled() const override { return cancelled_; }

 private:
  FrameSocket& socket_;
  const std::atomic<bool>& cancelled_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace

struct CommandSocket::Inner {
  struct Guest {
    std::unique_ptr<FrameSocket> socket;
    std::atomic<bool> cancelled{false};
    std::atomic<bool> over{false};
    std::thread thread;
  };
  RunWords run;
  int listener = -1;
  std::atomic<bool> stop{false};
  std::list<Guest> guests;
  std::thread accepting;

  void accept_loop() {
    while (!stop) {
      for (auto guest = guests.begin(); guest != guests.end();) {
        if (guest->over) guest->thread.join();
        guest = guest->over ? guests.erase(guest) : std::next(guest);
      }
      pollfd one{listener, POLLIN, 0};
      if (poll(&one, 1, kLookMs) <= 0) continue;
      const int descriptor = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (descriptor < 0) continue;
      Guest& guest = guests.emplace_back();
      guest.socket = std::make_unique<FrameSocket>(descriptor);
      guest.thread = std::thread([this, &guest] {
        step_back(Waits::kSoon);
        name_this_thread("command");
        serve(guest);
        guest.over = true;
      });
    }
  }

  void serve(Guest& guest) const {
    FrameSocket& socket = *guest.socket;
    int input = -1;
    const auto first = socket.receive(&input);
    if (first && first->type == FrameType::kCommand) {
      const int code = run_line(guest, first->payload, input);
      socket.send(FrameType::kExit, std::to_string(code));
    }
    if (input >= 0) close(input);
    socket.shut();
  }

  struct Command {
    std::vector<std::string> words;
    std::string folder;
    bool can_ask = false;
  };
  static std::optional<Command> command_of(const Json& json) {
    if (!json.is_object()) return {};
    const auto words = json.find("words"), folder = json.find("folder"),
               can_ask = json.find("can_ask");
    const bool whole = words != json.end() && words->is_array() && folder != json.end() &&
                       folder->is_string() && can_ask != json.end() && can_ask->is_boolean() &&
                       std::ranges::all_of(*words, [](const Json& w) { return w.is_string(); });
    if (!whole) return {};
    return Command{words->get<std::vector<std::string>>(), folder->get<std::string>(),
                   can_ask->get<bool>()};
  }

  int run_line(Guest& guest, const std::string& payload, int input) const {
    FrameSocket& socket = *guest.socket;
    const Json command = Json::parse(payload, nullptr, false);
    const auto read = command_of(command);
    if (!read) return 1;
    const auto& [words, folder, can_ask] = *read;
    // This thread, and those it starts, work where the command was typed.
    if (unshare(CLONE_FS) != 0 || chdir(folder.c_str()) != 0) {
      socket.send(FrameType::kErr, format("likely: {}: the server cannot work there\n", folder));
      return 1;
    }
    FarProgress progress(socket, guest.cancelled);
    Context context;
    context.far_progress = &progress;
    if (input >= 0) context.standard_input = format("/proc/self/fd/{}", input);
    const auto send_text = [&socket](FrameType type, std::string_view text) {
      for (size_t at = 0; at < text.size(); at += kMostText) {
        socket.send(type, text.substr(at, kMostText));
      }
    };
    context.write_out = [&](std::string_view text) { send_text(FrameType::kOut, text); };
    context.write_err = [&](std::string_view text) { send_text(FrameType::kErr, text); };
    context.end_progress = [&] { socket.send(FrameType::kEndProgress, ""); };
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<std::string> answer;
    bool answered = false;
    std::thread listening([&] {
      while (const auto frame = socket.receive()) {
        std::lock_guard lock(mutex);
        if (frame->type == FrameType::kCancel) guest.cancelled = true;
        if (frame->type == FrameType::kAnswer) {
          answered = true;
          if (frame->payload.starts_with('y')) answer = frame->payload.substr(1);
        }
        changed.notify_all();
      }
      std::lock_guard lock(mutex);
      guest.cancelled = answered = true;  // nobody is there any more
      changed.notify_all();
    });
    if (can_ask) {
      context.answer = [&](std::string_view question) -> std::optional<std::string> {
        std::unique_lock lock(mutex);
        answered = false;
        answer.reset();
        socket.send(FrameType::kAsk, question);
        changed.wait(lock, [&] { return answered; });
        return answer;
      };
    }
    const int code = run(words, context);
    socket.send(FrameType::kExit, std::to_string(code));
    socket.shut();
    listening.join();
    return code;
  }
};

CommandSocket::~CommandSocket() {
  inner_->stop = true;
  inner_->accepting.join();
  for (auto& guest : inner_->guests) {
    guest.cancelled = true;
    guest.socket->stop_receiving();  // nobody answers a question any more
  }
  for (auto& guest : inner_->guests) guest.thread.join();
  close(inner_->listener);
}

CommandSocket::CommandSocket(int listener, RunWords run) : inner_(std::make_unique<Inner>()) {
  inner_->run = std::move(run);
  inner_->listener = listener;
  inner_->accepting = std::thread([self = inner_.get()] { self->accept_loop(); });
}

std::optional<int> run_remotely(const std::string& folder, const std::vector<std::string>& words,
                                Context& context) {
  const Address address(socket_path(folder));
  if (!address.fits) return {};
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return {};
  if (connect(descriptor, address.get(), sizeof(address.name)) != 0) {
    close(descriptor);
    return {};
  }
  FrameSocket socket(descriptor);
  char here[4096];
  const Json command = {{"words", words},
                        {"folder", getcwd(here, sizeof(here)) == nullptr ? "/" : here},
                        {"can_ask", context.can_ask()}};
  if (!socket.send(FrameType::kCommand, command.dump(), STDIN_FILENO)) return {};
  TerminalProgress progress(terminal_progress_options());
  context.end_progress = [&progress] { progress.finish(); };
  bool cancel_sent = false;
  while (true) {
    if (progress.cancelled() && !std::exchange(cancel_sent, true)) {
      socket.send(FrameType::kCancel, "");
    }
    if (!socket.wait(kLookMs)) continue;
    const auto frame = socket.receive();
    if (!frame) {
      context.err(
          "likely: the server that owns the data folder went away before the command was "
          "over; see `likely status`\n");
      return 1;
    }
    switch (frame->type) {
      case FrameType::kOut:
        context.out(frame->payload);
        break;
      case FrameType::kErr:
        context.err(frame->payload);
        break;
      case FrameType::kStep: {
        const Json step = Json::parse(frame->payload, nullptr, false);
        progress.step(step.value("what", ""), step.value("total", uint64_t{0}),
                      step.value("unit", ""));
        break;
      }
      case FrameType::kAt:
        progress.at(std::strtoull(frame->payload.c_str(), nullptr, 10));
        break;
      case FrameType::kNote:
        progress.note(frame->payload);
        break;
      case FrameType::kEndProgress:
        progress.finish();
        break;
      case FrameType::kAsk: {
        const auto answer = context.ask(frame->payload);
        socket.send(FrameType::kAnswer, answer ? "y" + *answer : "n");
        break;
      }
      case FrameType::kExit:
        progress.finish();
        context.end_progress = nullptr;
        return static_cast<int>(std::strtol(frame->payload.c_str(), nullptr, 10));
      default:
        break;
    }
  }
}

}  // namespace likely::cli
