#include "base/threads.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>

#include <thread>

namespace likely {
namespace {

TEST(Threads, WhoStepsBackTakesThoseAlongThatItStarts) {
  const int before = getpriority(PRIO_PROCESS, 0);
  int own = 0, of_started = 0, again = 0, of_others = 0;
  std::thread([&] {
    step_back(Waits::kNobody);
    own = getpriority(PRIO_PROCESS, 0);
    std::thread([&] { of_started = getpriority(PRIO_PROCESS, 0); }).join();
    step_back(Waits::kSoon);
    again = getpriority(PRIO_PROCESS, 0);
  }).join();
  std::thread([&] { of_others = getpriority(PRIO_PROCESS, 0); }).join();
  EXPECT_EQ(own, static_cast<int>(Waits::kNobody)) << "nobody stands further back";
  EXPECT_EQ(of_started, own);
  EXPECT_EQ(again, own) << "nobody comes forward";
  EXPECT_EQ(of_others, before);
}

TEST(Threads, AProcessorIsKept) {
  for (int nth = 0; nth < 2 * hardware_threads(); ++nth) {
    std::thread([nth] {
      stay_on_processor(nth);
      cpu_set_t kept;
      ASSERT_EQ(sched_getaffinity(0, sizeof kept, &kept), 0);
      EXPECT_EQ(CPU_COUNT(&kept), 1);
    }).join();
  }
}

}  // namespace
}  // namespace likely
