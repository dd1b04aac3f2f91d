#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "main/wiring.h"
#include "store/folder_sizes.h"

namespace likely {

// Looks after a data folder that is served, on a thread of its own: whoever asks for the numbers
// waits for no disk. Thread-safe.
class FolderWatch {
 public:
  struct Options {
    PlaceOf place;
    std::function<void()> each_second;
  };
  explicit FolderWatch(Options options);
  ~FolderWatch();

  // As they were a few seconds ago.
  struct Figures {
    FolderSizes sizes;
    TimeUs trained = 0;     // when the model that serves was; 0: there is none
    TimeUs learned_to = 0;  // the last moment it knows
    int64_t runs_queued = 0, runs_running = 0;
  };
  Figures figures() const;

 private:
  void loop();
  void look();

  Options options_;
  mutable std::mutex mutex_;
  std::condition_variable stopped_;
  Figures figures_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace likely
