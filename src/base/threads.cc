#include "base/threads.h"

#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace likely {

void parallel_for(int threads, size_t count, size_t block,
                  const std::function<void(size_t, size_t, int)>& work) {
  block = std::max<size_t>(block, 1);
  const size_t blocks = (count + block - 1) / block;
  std::atomic<size_t> next{0};
  const auto take = [&](int worker) {
    for (size_t i = next++; i < blocks; i = next++) {
      work(i * block, std::min(count, (i + 1) * block), worker);
    }
  };
  const size_t workers = std::min<size_t>(std::max(threads, 1), blocks);
  std::vector<std::jthread> others;
  for (size_t worker = 1; worker < workers; ++worker) {
    others.emplace_back(take, static_cast<int>(worker));
  }
  take(0);
}

void name_this_thread(const char* name) { pthread_setname_np(pthread_self(), name); }

// Linux keeps the priority of each thread, and new threads have that of the one that starts them.
void step_back(Waits waits) {
  const auto self = static_cast<id_t>(gettid());
  const int stands = getpriority(PRIO_PROCESS, self);
  setpriority(PRIO_PROCESS, self, std::max(stands, static_cast<int>(waits)));
}

void stay_on_processor(int nth) {
  cpu_set_t allowed, one;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  nth %= CPU_COUNT(&allowed);
  int processor = 0;
  while (!CPU_ISSET(processor, &allowed) || nth-- > 0) ++processor;
  CPU_ZERO(&one);
  CPU_SET(processor, &one);
  sched_setaffinity(0, sizeof one, &one);
}

void keep_freed_memory() {
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
}

int hardware_threads() { return std::max(1u, std::thread::hardware_concurrency()); }

}  // namespace likely
