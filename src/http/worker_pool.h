#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace likely::http {

// A few threads before which a bounded queue stands. Thread-safe; owned by the server.
class WorkerPool {
 public:
  WorkerPool(int threads, size_t queue_limit);
  // Finishes what is queued.
  ~WorkerPool();

  // False when the queue is full; `work` was not taken and will not run.
  bool try_run(std::function<void()> work);
  size_t queued() const;

 private:
  void work();

  const size_t queue_limit_;
  mutable std::mutex mutex_;
  std::condition_variable has_work_;
  std::deque<std::function<void()>> queue_;
  bool is_closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace likely::http
