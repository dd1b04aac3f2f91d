#include "main/folder_watch.h"

#include <chrono>
#include <utility>

#include "base/threads.h"
#include "store/model_registry.h"
#include "store/run_store.h"

namespace likely {

namespace {
constexpr std::chrono::seconds kTick{1};
constexpr int kTicksOfALook = 5;

// kUnavailable: somebody is alone in the folder.
Result<void> look_inside(Space& space, FolderWatch::Figures& figures) {
  RunStore runs(space.state());
  ASSIGN(figures.runs_queued, runs.queued_count());
  ASSIGN(const auto running, runs.list({.status = "running"}));
  figures.runs_running = static_cast<int64_t>(running.size());
  const auto model = ModelRegistry(space).find({});
  figures.trained = model ? model->created : 0;
  figures.learned_to = model ? model->as_of : 0;
  return {};
}
}  // namespace

FolderWatch::FolderWatch(Options options)
    : options_(std::move(options)), thread_([this] { loop(); }) {}

FolderWatch::~FolderWatch() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopped_.notify_all();
  thread_.join();
}

void FolderWatch::loop() {
  name_this_thread("watch");
  std::unique_lock lock(mutex_);
  for (int tick = 0; !stop_; tick = (tick + 1) % kTicksOfALook) {
    lock.unlock();
    if (options_.each_second) options_.each_second();
    if (tick == 0) look();
    lock.lock();
    stopped_.wait_for(lock, kTick, [this] { return stop_; });
  }
}

void FolderWatch::look() {
  const Place place = options_.place();
  Figures seen = figures();  // what cannot be asked now stays as it was
  seen.sizes = sizes_of(Folder{place.folder});
  if (const auto space = place.open(Access::kRead)) (void)look_inside(**space, seen);
  const std::lock_guard lock(mutex_);
  figures_ = seen;
}

FolderWatch::Figures FolderWatch::figures() const {
  const std::lock_guard lock(mutex_);
  return figures_;
}

}  // namespace likely
