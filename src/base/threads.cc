#include "base/threads.h"

#include <pthread.h>

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

int hardware_threads() { return std::max(1u, std::thread::hardware_concurrency()); }

}  // namespace likely
