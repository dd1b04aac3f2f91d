#include "serving/person_events.h"

#include <gtest/gtest.h>

#include "base/temp_folder_for_test.h"

namespace likely {
namespace {

// Profile 1 is u1, 2 was merged into it, 3 is u3 and has nothing. Five events of the first two:
// E0 and E1 at 100, E2 and E3 at 101, E4 at 102.
class PersonEventsTest : public ::testing::Test {
 protected:
  PersonEventsTest() {
    const Place place{.folder = folder_.path() + "/data"};
    space_ = *place.open(Access::kCreate);
    EXPECT_TRUE(space_->state().execute(
        "INSERT INTO profiles (number, public_id) VALUES (1, 'prf_1'), (2, 'prf_2'), (3, 'prf_3');"
        "INSERT INTO merges VALUES (2, 1);"
        "INSERT INTO external_ids (type, value, profile, seq) VALUES ('user_id', 'u1', 1, 1), "
        "('user_id', 'u3', 3, 2);"));
    Warehouse* warehouse = *space_->warehouse();
    for (int i = 0; i < 5; ++i) {
      const std::string number = std::to_string(i);
      EXPECT_TRUE(warehouse->connection().run(
          "INSERT INTO events (id_hi, id_lo, at_us, kind, name, profile, body) VALUES (1, " +
          number + ", " + std::to_string(100 + i / 2) + ", 0, 'E" + number + "', " +
          (i % 2 ? "1" : "2") + ", '{}')"));
    }
  }
  // The names of all pages of two.
  std::string names_of(EventsWanted wanted) {
    std::string names;
    wanted.limit = 2;
    while (true) {
      const auto page = recent_events(*space_, "user_id:u1", wanted);
      EXPECT_TRUE(page);
      if (!page || page->empty()) return names;
      for (const auto& event : *page) names += event.name + " ";
      wanted.after = EventCursor{page->back().at, page->back().id};
    }
  }

  TempFolder folder_;
  std::unique_ptr<Space> space_;
};

TEST_F(PersonEventsTest, AreNewestFirstInPages) {
  EXPECT_EQ(names_of({.since = 100}), "E4 E2 E3 E0 E1 ");
  EXPECT_EQ(names_of({.since = 102}), "E4 ");
  EXPECT_EQ(names_of({.since = 101, .until = 102}), "E2 E3 ");
  EXPECT_EQ(names_of({.oldest_first = true}), "E0 E1 E2 E3 E4 ");
}

TEST_F(PersonEventsTest, AreOfTheKindAndNamesWanted) {
  EXPECT_EQ(names_of({.kind = EventKind::kTrack, .name = "E3"}), "E3 ");
  EXPECT_EQ(names_of({.name = "E3' OR '1' = '1"}), "");
  EXPECT_EQ(names_of({.kind = EventKind::kPage, .name = "E3"}), "");
  EXPECT_EQ(names_of({.include = {"E0", "E4", "E'"}}), "E4 E0 ");
  EXPECT_EQ(names_of({.exclude = {"E0", "E4"}}), "E2 E3 E1 ");
  EXPECT_EQ(names_of({.include = {"E0", "E4"}, .exclude = {"E4"}}), "E0 ");
}

TEST_F(PersonEventsTest, SayWhenThePersonWasFirstAndLastSeen) {
  EXPECT_EQ(profile_times(*space_, "prf_2")->first, 100);
  EXPECT_EQ(profile_times(*space_, "prf_2")->last, 102);
  EXPECT_FALSE(profile_times(*space_, "user_id:u3")->last);
}

}  // namespace
}  // namespace likely
