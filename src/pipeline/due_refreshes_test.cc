#include "pipeline/due_refreshes.h"

#include <gtest/gtest.h>

#include "base/temp_folder_for_test.h"
#include "pipeline/change.h"
#include "store/audience_store.h"
#include "store/model_registry.h"
#include "store/trait_store.h"

namespace likely {
namespace {

constexpr TimeUs kHour = 3600 * kSecondUs;

class DueRefreshesTest : public testing::Test {
 protected:
  void SetUp() override {
    space_ = *place_.open(Access::kCreate);
    model_ = ModelRegistry(*space_).add({.goals = {"Order"}, .created = 1}, "bytes")->name;
  }
  void add_audience(const std::string& key, const RefreshRule& rule, const std::string& model) {
    const AudienceRecord record{.key = key,
                                .name = key,
                                .status = "live",
                                .goals = {"Order"},
                                .model = model,
                                .refresh = rule};
    ASSERT_TRUE(AudienceStore(space_->state()).put(record, {}));
  }
  // The arguments of what is due.
  std::vector<std::string> due(TimeUs now) {
    space_.reset();  // one writer or many readers
    std::vector<std::string> found;
    const auto runs = refreshes_.at(now);
    for (const DueRun& run : *runs) found.push_back(run.arguments);
    space_ = *place_.open(Access::kWrite);
    return found;
  }

  TempFolder folder_;
  Place place_{.folder = folder_.path() + "/data"};
  std::unique_ptr<Space> space_;
  std::string model_;
  DueRefreshes refreshes_{[this] { return place_; }};
};

TEST_F(DueRefreshesTest, AScheduledOneIsDueAtItsTime) {
  add_audience("six", {.mode = RefreshMode::kScheduled, .schedule = "6h", .next = 6 * kHour},
               "older");
  add_audience("still", {}, "older");  // a snapshot never is
  using List = std::vector<std::string>;
  EXPECT_EQ(due(6 * kHour - 1), List{});
  EXPECT_EQ(due(6 * kHour), List{R"({"audience":"six"})"});
  EXPECT_EQ(due(6 * kHour + 60 * kSecondUs), List{});        // it was told
  EXPECT_EQ(due(7 * kHour), List{R"({"audience":"six"})"});  // its run failed: once more
}

TEST_F(DueRefreshesTest, ALiveOneIsDueWhenAnotherModelServes) {
  add_audience("fans", {.mode = RefreshMode::kLive}, model_);
  EXPECT_TRUE(due(kHour).empty());
  ASSERT_TRUE(ModelRegistry(*space_).add({.goals = {"Order"}, .created = 2}, "other bytes"));
  EXPECT_EQ(due(kHour), std::vector<std::string>{R"({"audience":"fans"})"});
}

TEST_F(DueRefreshesTest, OneThatWasMadeLiveIsDueAtOnce) {
  add_audience("fans", {.mode = RefreshMode::kSnapshot}, model_);
  space_.reset();
  place_.wall_clock = kHour;
  ASSERT_TRUE(change_audience(place_, "fans", {.refresh = "live"}));
  EXPECT_EQ(due(kHour), std::vector<std::string>{R"({"audience":"fans"})"});
  space_.reset();
  ASSERT_TRUE(change_audience(place_, "fans", {.name = "Fans", .refresh = "live"}));
  space_ = *place_.open(Access::kWrite);
  add_audience("others", {.mode = RefreshMode::kLive}, model_);  // computed
  EXPECT_TRUE(due(kHour + 60 * kSecondUs).empty());
}

}  // namespace
}  // namespace likely
