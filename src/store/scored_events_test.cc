#include "store/scored_events.h"

#include <gtest/gtest.h>

#include "base/temp_folder_for_test.h"
#include "store/erase_rows.h"
#include "store/event_store.h"
#include "store/facts.h"
#include "store/refresh_rules.h"
#include "store/remove_old.h"

namespace likely {
namespace {

using People = std::vector<ProfileNumber>;

class ScoredEventsTest : public testing::Test {
 protected:
  void SetUp() override {
    space_ = Space::open({.path = folder_.path() + "/data", .access = Access::kCreate}).value();
  }
  // An event each, in this order; the n-th event of all is of time n.
  void append(const People& people) {
    DuckConnection& connection = (*space_->warehouse())->connection();
    auto transaction = DuckTransaction::begin(connection);
    auto writer = EventWriter::open(connection);
    for (const ProfileNumber person : people) {
      Event event{.id = {1, static_cast<uint64_t>(++events_)}, .at = events_, .body = "{}"};
      ASSERT_TRUE(writer->append(event, person));
    }
    ASSERT_TRUE(writer->flush());
    ASSERT_TRUE(transaction->commit());
  }
  int64_t mark() { return scored_events(space_->state())->value_or(-1); }
  void set_mark(int64_t events) { ASSERT_TRUE(set_scored_events(space_->state(), events)); }
  People unscored() { return unscored_people(*space_, mark())->people; }

  const TempFolder folder_;
  std::unique_ptr<Space> space_;
  int64_t events_ = 0;
};

TEST_F(ScoredEventsTest, WhoHasEventsBehindTheMarkIsNotScored) {
  EXPECT_EQ(mark(), -1);
  append({7, 5, 5, kNoProfile, 9, 7});
  set_mark(0);
  EXPECT_EQ(unscored(), (People{5, 7, 9}));
  set_mark(3);
  EXPECT_EQ(unscored(), (People{7, 9}));
  EXPECT_EQ(unscored_people(*space_, 3)->events, 6);
  for (const int64_t more : {6, 7, 1'000}) {
    set_mark(more);
    EXPECT_TRUE(unscored().empty());
  }
  append({5});
  EXPECT_EQ(unscored_people(*space_, 6)->people, People{5});
}

TEST_F(ScoredEventsTest, AFullComputationTakesTheMarkBackToWhenItRead) {
  Sqlite& state = space_->state();
  const RefreshRule live{.mode = RefreshMode::kLive};
  EXPECT_EQ(*scored_before_reading(*space_), std::nullopt);
  append({1, 2, 3});
  set_mark(1);
  EXPECT_EQ(*scored_before_reading(*space_), 1) << "no live event yet";
  ASSERT_TRUE(set_live_since(state, 1));
  EXPECT_EQ(*scored_before_reading(*space_), 3) << "nothing is live: all is read";
  ASSERT_TRUE(put_computed_rule(state, kTraitKind, 1, {}, 2));
  EXPECT_EQ(mark(), 1) << "a snapshot";
  ASSERT_TRUE(put_computed_rule(state, kTraitKind, 1, live, 3));
  EXPECT_EQ(mark(), 3) << "the first live one";
  ASSERT_TRUE(put_computed_rule(state, kAudienceKind, 1, live, 2));
  EXPECT_EQ(mark(), 2);
  ASSERT_TRUE(put_computed_rule(state, kAudienceKind, 1, live, 3));
  EXPECT_EQ(mark(), 2) << "another one's people were not scored";
  EXPECT_EQ(*full_computations(state), 3);
  ASSERT_TRUE(raise_scored_events(state, 3, 2));
  EXPECT_EQ(mark(), 2) << "chosen before the newest full computation";
  ASSERT_TRUE(raise_scored_events(state, 3, 3));
  EXPECT_EQ(mark(), 3);
}

TEST_F(ScoredEventsTest, TheMarkFallsByWhatIsErasedBeforeIt) {
  append({1, 2, 1, 3, 2, 4, 1});
  set_mark(4);
  NoProgress progress;
  ASSERT_TRUE(rewrite_warehouse(*space_, {.profiles = {1}}, progress));
  EXPECT_EQ(mark(), 2);
  EXPECT_EQ(unscored(), (People{2, 4}));
  ASSERT_TRUE(rewrite_warehouse(*space_, {.profiles = {1}}, progress));
  EXPECT_EQ(mark(), 2) << "nothing went";
  ASSERT_TRUE(rewrite_warehouse(*space_, {.profiles = {9}, .events = {0, 2}}, progress));
  EXPECT_EQ(mark(), 1) << "single rows, by rowid";
  EXPECT_EQ(unscored(), People{4});
}

TEST_F(ScoredEventsTest, TheMarkFallsByWhatIsTooOld) {
  append({1, 2, 3, 4, 5});
  set_mark(3);
  ASSERT_TRUE(remove_old(*space_, 3, 100));
  EXPECT_EQ(mark(), 1);
  EXPECT_EQ(unscored(), (People{4, 5}));
  append({6});
  EXPECT_EQ(unscored(), (People{4, 5, 6}));
}

}  // namespace
}  // namespace likely
