#include "store/remove_old.h"

#include <gtest/gtest.h>

#include "base/temp_folder_for_test.h"
#include "store/interaction_store.h"

namespace likely {
namespace {

constexpr TimeUs kDay = 86'400 * kSecondUs;

class RemoveOldTest : public testing::Test {
 protected:
  void SetUp() override { open(); }
  void open() {
    space_.reset();
    auto space = Space::open({.path = folder_.path() + "/data", .access = Access::kCreate});
    ASSERT_TRUE(space) << space.error().message;
    space_ = std::move(*space);
  }
  void duck(const std::string& sql) {
    const auto done = (*space_->warehouse())->connection().run(sql);
    ASSERT_TRUE(done) << done.error().message;
  }
  int64_t count(const std::string& sql) {
    return (*space_->warehouse())->connection().number(sql).value();
  }
  OldRemoved removed(TimeUs before, TimeUs now) {
    auto done = remove_old(*space_, before, now);
    EXPECT_TRUE(done) << done.error().message;
    return done.value_or(OldRemoved{});
  }
  // An event, and its interaction, on each of thirty days; three discards.
  void fill() {
    ASSERT_TRUE(create_interactions((*space_->warehouse())->connection(), 7, {.texts = 1}));
    duck(
        "INSERT INTO events SELECT i, 1000 + i, i * 86400000000, 0, 'E', 1, '{}' FROM range(30) "
        "t(i)");
    duck(
        "INSERT INTO interactions_7 SELECT 1, i * 86400000000, i, 0, 0, 1, 1, NULL, 0 FROM "
        "range(30) t(i)");
    duck(
        "INSERT INTO discards SELECT i, i, 'f', i, 'bad_row', 'd', 'e', i * 86400000000 "
        "FROM range(3) t(i)");
  }

  const TempFolder folder_;
  std::unique_ptr<Space> space_;
};

TEST_F(RemoveOldTest, TakesWhatIsOlderAndKnowsItsIdsForAWeek) {
  fill();
  const OldRemoved first = removed(10 * kDay, 30 * kDay);
  EXPECT_EQ(first.events, 10u);
  EXPECT_EQ(first.interactions, 10u);
  EXPECT_EQ(first.discards, 3u);
  open();
  EXPECT_EQ(count("SELECT count(*) FROM events WHERE at_us >= 864000000000"), 20);
  EXPECT_EQ(count("SELECT count(*) FROM events"), 20);
  EXPECT_EQ(count("SELECT count(*) FROM past_ids WHERE id_hi < 10 AND id_lo = 1000 + id_hi"), 10);
  EXPECT_EQ(removed(10 * kDay, 37 * kDay).events, 0u);
  EXPECT_EQ(count("SELECT count(*) FROM past_ids"), 10);
  EXPECT_EQ(removed(11 * kDay, 37 * kDay + 1).events, 1u);
  EXPECT_EQ(count("SELECT count(*) FROM past_ids"), 1);
}

TEST_F(RemoveOldTest, DiscardsGoWhenTheyCameLongAgo) {
  fill();
  duck("INSERT INTO discards VALUES (9, 9, 'f', 9, 'bad_row', 'd', 'of an older version', NULL)");
  EXPECT_EQ(removed(2 * kDay, 100 * kDay).discards, 2u);
  EXPECT_EQ(removed(100 * kDay, 120 * kDay).discards, 1u);
  EXPECT_EQ(removed(101 * kDay, 121 * kDay).discards, 1u);
  EXPECT_EQ(count("SELECT count(*) FROM discards"), 0);
}

TEST_F(RemoveOldTest, AllOrNothing) {
  fill();
  duck("DROP TABLE discards");  // the last step fails
  EXPECT_FALSE(remove_old(*space_, 10 * kDay, 30 * kDay));
  open();
  EXPECT_EQ(count("SELECT count(*) FROM events"), 30);
  EXPECT_EQ(count("SELECT count(*) FROM interactions_7"), 30);
  EXPECT_EQ(count("SELECT count(*) FROM past_ids"), 0);
}

}  // namespace
}  // namespace likely
