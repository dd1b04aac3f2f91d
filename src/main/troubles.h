#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"

namespace likely {

// The states that keep a server from its work. Each is logged once when it begins and once when it
// is over, and is a reason not to be ready meanwhile. Thread-safe; kinds are added before others
// look.
class Troubles {
 public:
  explicit Troubles(Log& log) : log_(log) {}

  // `event` in the log, "<event>_over" at its end; `reason` for whoever asks, without names of
  // files. is_there: quick, thread-safe.
  void add(std::string event, std::string reason, std::function<bool()> is_there);
  // Something of that kind failed.
  void failed(const std::string& event, const Error& error);
  // Says which are over.
  void look();
  std::vector<std::string> reasons() const;

 private:
  struct Kind {
    std::string event, reason;
    std::function<bool()> is_there;
    bool is_logged = false;
  };
  Log& log_;
  std::mutex mutex_;  // guards is_logged
  std::vector<Kind> kinds_;
};

}  // namespace likely
