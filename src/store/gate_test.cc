#include "store/gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace likely {
namespace {

TEST(Gate, ManyTogetherOrOneAlone) {
  Gate gate;
  EXPECT_TRUE(gate.enter_together(0));
  EXPECT_TRUE(gate.enter_together(0));
  EXPECT_FALSE(gate.enter_alone(0));
  gate.leave_together();
  gate.leave_together();
  EXPECT_TRUE(gate.enter_alone(0));
  EXPECT_FALSE(gate.enter_together(0));
  EXPECT_FALSE(gate.enter_alone(0));
  gate.leave_alone();
  EXPECT_TRUE(gate.enter_together(0));
}

TEST(Gate, WhoStaysBesideKeepsOnlyThoseOutWhoWantToBeAlone) {
  Gate gate;
  ASSERT_TRUE(gate.enter_alone(0));
  gate.stay_beside(Stays::kReading);
  std::atomic<bool> entered = false;
  std::thread other([&] {
    entered = gate.enter_alone(60'000);
    gate.leave_alone();
  });
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(gate.enter_together(0));
    EXPECT_FALSE(gate.alone_wanted());
    gate.leave_together();
    std::this_thread::yield();
  }
  EXPECT_FALSE(entered);
  EXPECT_FALSE(gate.enter_alone(1));
  gate.leave_beside();
  other.join();
  EXPECT_TRUE(entered);
  EXPECT_TRUE(gate.enter_together(0));
}

TEST(Gate, TellsWhileSomebodyWritesBesideOthers) {
  Gate gate;
  ASSERT_TRUE(gate.enter_alone(0));
  EXPECT_FALSE(gate.is_writer_beside());
  gate.stay_beside(Stays::kReading);
  EXPECT_FALSE(gate.is_writer_beside());
  gate.leave_beside();
  EXPECT_EQ(gate.times_changed(), 0u);
  ASSERT_TRUE(gate.enter_alone(0));
  gate.stay_beside(Stays::kWriting);
  EXPECT_TRUE(gate.is_writer_beside());
  EXPECT_EQ(gate.times_changed(), 1u);
  EXPECT_FALSE(gate.enter_alone(0));
  EXPECT_TRUE(gate.enter_together(0));
  gate.leave_beside();
  EXPECT_FALSE(gate.is_writer_beside());
  EXPECT_EQ(gate.times_changed(), 2u);
}

}  // namespace
}  // namespace likely
