#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/clock.h"

namespace likely {

enum class LogLevel : uint8_t { kDebug, kInfo, kWarn, kError };

using LogValue = std::variant<std::string_view, int64_t, double, bool>;
using LogFields = std::initializer_list<std::pair<std::string_view, LogValue>>;

// What happened, one JSON object a line: {"level":"info","at":"…Z","event":"request",…}. Owned by
// main, passed in; texts are cut to 1,000 bytes. Thread-safe. Callers give no secrets at any level,
// and nothing that names a person at info and above.
class Log {
 public:
  // To standard error.
  Log(const Clock& clock, LogLevel least);
  // To `sink`, a line at a time, without its end; for tests.
  Log(const Clock& clock, LogLevel least, std::function<void(std::string_view line)> sink);
  ~Log();

  bool wants(LogLevel level) const { return level >= least_; }
  void write(LogLevel level, std::string_view event, LogFields fields = {});
  void debug(std::string_view event, LogFields fields = {});
  void info(std::string_view event, LogFields fields = {});
  void warn(std::string_view event, LogFields fields = {});
  void error(std::string_view event, LogFields fields = {});

 private:
  struct Inner;
  const Clock& clock_;
  const LogLevel least_;
  std::unique_ptr<Inner> inner_;
};

}  // namespace likely
