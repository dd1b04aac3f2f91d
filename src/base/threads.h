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

// What a thread of a server works for when it is not an answer that somebody waits for. The numbers
// are the system's (nice): who is behind gets what the others leave, and a little in any case.
enum class Waits : int {
  kSoon = 10,    // events, to be in the stores; commands of a terminal
  kNobody = 19,  // scores that follow events, and runs
};
// Puts the calling thread, and every thread that it starts from now on, behind the others; one that
// stands further back already stays there.
void step_back(Waits waits);

// Keeps the calling thread on the nth of the processors that it may use, counted around.
void stay_on_processor(int nth);

// What threads give back is kept for their next request, up to some MiB each: else the end of their
// memory moves to and fro, each time by a system call for which all threads wait. Once, first.
void keep_freed_memory();

// The number of hardware threads, at least 1.
int hardware_threads();

}  // namespace likely
