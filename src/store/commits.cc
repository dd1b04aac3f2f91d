#include "store/commits.h"

#include <filesystem>
#include <unordered_map>

namespace likely {

std::shared_ptr<Commits> Commits::of(const std::string& path) {
  static std::mutex mutex;
  static std::unordered_map<std::string, std::weak_ptr<Commits>> known;
  std::error_code ignored;
  const std::string name = std::filesystem::weakly_canonical(path, ignored).string();
  const std::lock_guard lock(mutex);
  std::weak_ptr<Commits>& place = known[name];
  auto commits = place.lock();
  if (commits == nullptr) place = commits = std::make_shared<Commits>();
  return commits;
}

void Commits::note() {
  ++count_;
  const std::lock_guard lock(mutex_);
  for (const Following* one : following_) one->tell_();
}

Commits::Emptying::Emptying(Commits& commits) : commits_(commits) {
  ++commits_.emptying_;
  commits_.note();  // who is idle lets go
}

Commits::Following::Following(Commits& commits, std::function<void()> tell)
    : commits_(commits), tell_(std::move(tell)) {
  const std::lock_guard lock(commits_.mutex_);
  commits_.following_.push_back(this);
}

Commits::Following::~Following() {
  const std::lock_guard lock(commits_.mutex_);
  std::erase(commits_.following_, this);
}

}  // namespace likely
