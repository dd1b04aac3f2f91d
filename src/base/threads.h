#pragma once

#include <cstddef>
#include <functional>

namespace likely {

// Runs work(begin, end, worker) over [0, count) cut into blocks of `block` indices; workers take
// blocks in turn, so which worker gets which block is not fixed: write results by index, never by
// worker, when bytes matter. Blocks until all is done. threads <= 1 runs in the caller.
void parallel_for(int threads, size_t count, size_t block,
                  const std::function<void(size_t begin, size_t end, int worker)>& work);

// What the operating system shows the calling thread as; at most 15 bytes.
void name_this_thread(const char* name);

// The number of hardware threads, at least 1.
int hardware_threads();

}  // namespace likely
