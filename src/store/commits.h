#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace likely {

// The commits of this process to one SQLite file, whichever of its connections makes them: whoever
// keeps a reading transaction open learns here that there is something newer. Thread-safe.
class Commits {
 public:
  // The one of that file, for as long as somebody holds it.
  static std::shared_ptr<Commits> of(const std::string& path);

  // Grows with each commit, before those who made it go on.
  uint64_t count() const { return count_; }
  void note();
  // Whether a reading transaction may stay open when its answer is given.
  bool may_keep() const { return emptying_ == 0; }

  // While it lives, nobody keeps one: the log is being emptied, and waits for all who read from it.
  class Emptying {
   public:
    explicit Emptying(Commits& commits);
    ~Emptying() { --commits_.emptying_; }
    Emptying(const Emptying&) = delete;
    Emptying& operator=(const Emptying&) = delete;

   private:
    Commits& commits_;
  };

  // `tell` runs after each commit on the thread that made it, until the Following ends. It must
  // not commit.
  class Following {
   public:
    Following(Commits& commits, std::function<void()> tell);
    ~Following();
    Following(const Following&) = delete;
    Following& operator=(const Following&) = delete;

   private:
    friend class Commits;
    Commits& commits_;
    const std::function<void()> tell_;
  };

 private:
  std::atomic<uint64_t> count_{1};
  std::atomic<int> emptying_{0};
  std::mutex mutex_;
  std::vector<const Following*> following_;
};

}  // namespace likely
