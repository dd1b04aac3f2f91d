#include "pipeline/change.h"

#include <gtest/gtest.h>

#include "base/temp_folder_for_test.h"

namespace likely {
namespace {

class ChangeTest : public ::testing::Test {
 protected:
  ChangeTest() {
    const auto space = *place_.open(Access::kCreate);
    AudienceStore store(space->state());
    for (const char* name : {"Bolt fans", "Others"}) {
      AudienceRecord record{.key = *store.free_key(name), .name = name, .status = "live"};
      record.refresh = {.line = 0.25, .curve = {0.5f, 0.25f}};
      EXPECT_TRUE(store.put(record, {}));
    }
  }
  ErrorCode refused(const Change& change) {
    const auto changed = change_audience(place_, "bolt_fans", change);
    return changed ? ErrorCode::kInternal : changed.error().code;
  }

  TempFolder folder_;
  Place place_{.folder = folder_.path() + "/data", .wall_clock = kDayUs + 1};
};

TEST_F(ChangeTest, TheKeyAndTheLineStay) {
  const auto changed = change_audience(place_, "Bolt fans", {.name = "Fans", .refresh = "daily"});
  ASSERT_TRUE(changed) << changed.error().message;
  AudienceRecord kept;
  {
    const auto space = *place_.open(Access::kRead);
    kept = *AudienceStore(space->state()).find("Fans");
  }
  EXPECT_EQ(kept.key, "bolt_fans");
  EXPECT_EQ(kept.refresh.mode, RefreshMode::kScheduled);
  EXPECT_EQ(kept.refresh.schedule, "daily");
  EXPECT_EQ(kept.refresh.next, 2 * kDayUs);
  EXPECT_EQ(kept.refresh.line, 0.25);
  EXPECT_EQ(kept.refresh.curve, (std::vector<float>{0.5f, 0.25f}));
  EXPECT_TRUE(change_audience(place_, "bolt_fans", {.name = "Fans"}));  // its own name is free
}

TEST_F(ChangeTest, RefusesAndChangesNothing) {
  EXPECT_EQ(refused({.name = "Others"}), ErrorCode::kConflict);
  EXPECT_EQ(refused({.name = "others!"}), ErrorCode::kConflict);
  EXPECT_EQ(refused({.name = "?"}), ErrorCode::kUsage);
  EXPECT_EQ(refused({.name = "New", .refresh = "sometimes"}), ErrorCode::kUsage);
  EXPECT_EQ(change_trait(place_, "none", {.refresh = "live"}).error().code, ErrorCode::kNotFound);
  const auto space = *place_.open(Access::kRead);
  EXPECT_EQ(AudienceStore(space->state()).find("bolt_fans")->name, "Bolt fans");
}

}  // namespace
}  // namespace likely
