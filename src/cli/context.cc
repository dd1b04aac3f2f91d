#include "cli/context.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "base/threads.h"

namespace likely::cli {

void Context::out(std::string_view text) const {
  if (end_progress) end_progress();
  if (write_out) return write_out(text);
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void Context::err(std::string_view text) const {
  if (end_progress) end_progress();
  if (write_err) return write_err(text);
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

bool Context::can_ask() const {
  return answer != nullptr || (isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1);
}

std::optional<std::string> Context::ask(std::string_view question) const {
  if (answer) return answer(question);
  if (!can_ask()) return {};
  err(question);
  std::string line;
  int c = 0;
  while ((c = std::getc(stdin)) != EOF && c != '\n') line += static_cast<char>(c);
  if (c == EOF && line.empty()) return {};
  return line;
}

int Context::thread_count() const { return threads > 0 ? threads : hardware_threads(); }

int Context::width() const {
  winsize size{};
  if (write_out || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return std::clamp<int>(size.ws_col, 40, 120);
}

}  // namespace likely::cli
