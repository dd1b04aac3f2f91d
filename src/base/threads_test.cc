#include "base/threads.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>

#include <thread>

namespace likely {
namespace {

TEST(Threads, WhoStepsBackTakesThoseAlongThatItStarts) {
  if (getpriority(PRIO_PROCESS, 0) >= static_cast<int>(Waits::kIntake)) GTEST_SKIP();
  int own = 0, of_started = 0, of_others = 0;
  std::thread([&] {
    step_back(Waits::kIntake);
    own = getpriority(PRIO_PROCESS, 0);
    std::thread([&] { of_started = getpriority(PRIO_PROCESS, 0); }).join();
  }).join();
  std::thread([&] { of_others = getpriority(PRIO_PROCESS, 0); }).join();
  EXPECT_GE(own, static_cast<int>(Waits::kIntake));
  EXPECT_EQ(of_started, own);
  EXPECT_LT(of_others, own);
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
