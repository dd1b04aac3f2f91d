#include "cli/terminal_progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

#include "base/format.h"
#include "services/numbers.h"

namespace likely::cli {

namespace {

constexpr double kFirstDrawSeconds = 0.3;
constexpr double kTerminalSeconds = 0.1;
constexpr double kPlainSeconds = 5;
constexpr double kWorthALineSeconds = 1;
constexpr double kEstimateShare = 0.01;  // of the work, and …
constexpr double kEstimateSeconds = 2;   // … so long: before, the time left would be a guess
constexpr int kBarCells = 20;

// A signal handler can reach nothing but static memory.
volatile std::sig_atomic_t interrupts = 0;

extern "C" void on_interrupt(int) {
  if (interrupts > 0) _exit(130);
  interrupts = 1;
  static constexpr char kText[] = "\nstopping; Ctrl-C again ends at once\n";
  static_cast<void>(!write(STDERR_FILENO, kText, sizeof kText - 1));
}

int stderr_width() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return std::clamp<int>(size.ws_col, 40, 120);
}

std::string bar(double share) {
  const int full = static_cast<int>(share * kBarCells);
  std::string text;
  for (int i = 0; i < kBarCells; ++i) text += i < full ? "█" : "░";
  return text;
}

}  // namespace

TerminalProgressOptions terminal_progress_options() {
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  TerminalProgressOptions options;
  options.write = [](std::string_view text) {
    std::fflush(stdout);  // so that both stay in order when they go to one place
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
  };
  options.terminal = isatty(STDERR_FILENO) == 1;
  options.width = stderr_width();
  options.seconds = [] {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
  };
  options.interrupted = [] { return interrupts > 0; };
  return options;
}

TerminalProgress::TerminalProgress(TerminalProgressOptions options)
    : options_(std::move(options)) {}

void TerminalProgress::step(std::string_view what, uint64_t total, std::string_view unit) {
  const std::lock_guard lock(mutex_);
  close_step();
  what_ = what;
  unit_ = unit;
  total_ = total;
  started_ = options_.seconds();
  done_ = 0;
  next_draw_ = started_ + (options_.terminal ? kFirstDrawSeconds : kPlainSeconds);
}

void TerminalProgress::at(uint64_t done) {
  done_.store(done, std::memory_order_relaxed);
  const double now = options_.seconds();
  if (now < next_draw_.load(std::memory_order_relaxed)) return;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock() || what_.empty() || now < next_draw_) return;
  next_draw_ = now + (options_.terminal ? kTerminalSeconds : kPlainSeconds);
  erase_line();
  options_.write(options_.terminal ? line(now) : line(now) + "\n");
  drawn_ = options_.terminal;
}

void TerminalProgress::note(std::string_view text) {
  const std::lock_guard lock(mutex_);
  erase_line();
  options_.write(std::string(text) + "\n");
}

void TerminalProgress::finish() {
  const std::lock_guard lock(mutex_);
  close_step();
}

void TerminalProgress::erase_line() {
  if (drawn_) options_.write("\r\x1b[K");
  drawn_ = false;
}

void TerminalProgress::close_step() {
  erase_line();
  const double taken = options_.seconds() - started_;
  if (!what_.empty() && taken >= kWorthALineSeconds) {
    const uint64_t done = done_;
    const std::string amount = done == 0 ? "" : amount_text(done, unit_) + " in ";
    options_.write(format("{}: {}{}\n", what_, amount, duration_text(taken)));
  }
  what_.clear();
}

std::string TerminalProgress::line(double now) const {
  const uint64_t done = done_;
  const double taken = std::max(now - started_, 1e-9);
  const double rate = static_cast<double>(done) / taken;
  std::string text = what_ + " ";
  if (total_ > 0) {
    const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total_));
    if (options_.terminal && options_.width >= 70) text += bar(share) + " ";
    text += format("{:.0f} %", 100 * share);
    if (share >= kEstimateShare && taken >= kEstimateSeconds && done < total_) {
      text += format(", {} left", duration_text(static_cast<double>(total_ - done) / rate));
    }
    text += ", ";
  }
  text += amount_text(done, unit_);
  if (rate >= 1) text += format(", {}/s", amount_text(static_cast<uint64_t>(rate), unit_));
  return options_.terminal ? cut_to_width(text, options_.width - 1) : text;
}

}  // namespace likely::cli
