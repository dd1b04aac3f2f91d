#include "store/live_results.h"

#include <gtest/gtest.h>

#include "base/temp_folder_for_test.h"
#include "store/facts.h"
#include "store/item_store.h"
#include "store/live_changes.h"
#include "store/profile_ids.h"
#include "store/refresh_rules.h"
#include "store/space.h"

namespace likely {
namespace {

class LiveResultsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto space = Space::open({.path = folder_.path() + "/data", .access = Access::kCreate});
    ASSERT_TRUE(space) << space.error().message;
    space_ = std::move(*space);
    for (int person = 1; person <= 9; ++person) {
      sql("INSERT INTO profiles (number, public_id) VALUES (" + std::to_string(person) + ", 'prf_" +
          std::to_string(person) + "')");
    }
  }
  void reopen() {
    space_.reset();
    space_ = Space::open({.path = folder_.path() + "/data", .access = Access::kWrite}).value();
  }
  Sqlite& state() { return space_->state(); }
  void sql(const std::string& text) {
    const auto done = state().execute(text);
    ASSERT_TRUE(done) << done.error().message;
  }
  int64_t audience_of(const std::vector<AudienceMember>& members, RefreshRule refresh = {}) {
    AudienceRecord record{.key = "a" + std::to_string(++made_),
                          .name = "A",
                          .status = "live",
                          .size = members.size(),
                          .refresh = std::move(refresh)};
    return *AudienceStore(state()).put(record, members);
  }
  std::string members(int64_t audience) {
    std::string text;
    const auto found = AudienceStore(state()).members(audience);
    for (const auto& member : *found) {
      text += std::to_string(member.rank) + ":" + std::to_string(member.profile) + " ";
    }
    const auto records = AudienceStore(state()).list();
    for (const auto& record : *records) {
      if (record.id == audience) {
        EXPECT_EQ(record.size, found->size());
      }
    }
    return text;
  }

  const TempFolder folder_;
  std::unique_ptr<Space> space_;
  int made_ = 0;
};

TEST_F(LiveResultsTest, MembersComeAndGo) {
  const int64_t id = audience_of({{3, 1, .9f, 100}, {5, 2, .8f, 90}});
  LiveResults results(state(), 700);
  ASSERT_TRUE(results.enter(id, 4, .85f, 95));
  EXPECT_EQ(members(id), "1:3 2:5 3:4 ");
  ASSERT_TRUE(results.leave(id, {.profile = 5, .rank = 2}));
  auto member = *results.member(id, 4);
  ASSERT_TRUE(member);
  member->probability = .5f;
  ASSERT_TRUE(results.rescore(id, *member));
  EXPECT_EQ((*results.member(id, 4))->probability, .5f);
  EXPECT_FALSE(*results.member(id, 5));
  EXPECT_EQ(members(id), "1:3 3:4 ");
}

TEST_F(LiveResultsTest, TheSurvivorTakesWhatItHasNot) {
  const int64_t none = audience_of({{3, 1, .9f, 100}, {5, 2, .8f, 90}});
  const int64_t better = audience_of({{3, 1, .9f, 100}, {4, 2, .8f, 90}, {6, 3, .7f, 80}});
  const int64_t worse = audience_of({{4, 1, .9f, 100}, {6, 2, .85f, 90}, {3, 3, .8f, 80}});
  sql("INSERT INTO merges VALUES (3, 4)");
  LiveResults results(state(), 700);
  EXPECT_EQ(*results.move(3, 4), 3u);
  EXPECT_EQ(members(none), "1:4 2:5 ");
  EXPECT_EQ(members(better), "1:4 3:6 ");
  EXPECT_EQ(members(worse), "1:4 2:6 ");
  EXPECT_EQ(*results.move(3, 4), 0u);
}

TEST_F(LiveResultsTest, WhatShowsOtherwiseHasTheTimeOfIt) {
  const int64_t audience = audience_of({{3, 1, .9f, 100}, {5, 2, .8f, 90}});
  TraitRecord trait{.key = "t", .name = "T", .status = "live"};
  size_t made = 0;
  trait.id = *TraitStore(state()).put(
      trait, [](uint32_t) { return "x"; },
      [&](TraitList& list) -> Result<bool> {
        list = {.profile = 3, .entries = {{1, .5f}, {2, .25f}}};
        return made++ == 0;
      });
  const auto times = [&] {
    std::string text;
    for (ProfileNumber person = 3; person <= 5; ++person) {
      for (const auto& [kind, id] : {std::pair(kAudienceKind, audience), {kTraitKind, trait.id}}) {
        const auto at = live_change_of(state(), kind, id, person);
        text += (at && *at ? std::to_string(**at) : "-") + " ";
      }
    }
    return text;
  };
  EXPECT_EQ(times(), "- - - - - - ");
  const auto list = [&](uint32_t second, float probability) {
    return TraitList{.profile = 3, .entries = {{1, .5f}, {second, probability}}};
  };
  LiveResults first(state(), 700);
  ASSERT_TRUE(first.leave(audience, **first.member(audience, 5)));
  ASSERT_TRUE(first.put_list(trait.id, list(2, .2f), list(2, .25f)));
  EXPECT_EQ(times(), "- - - - 700 - ") << "another probability shows nothing else";
  LiveResults second(state(), 800);
  ASSERT_TRUE(second.put_list(trait.id, list(3, .2f), list(2, .2f)));
  ASSERT_TRUE(second.enter(audience, 5, .9f, 95));
  EXPECT_EQ(times(), "- 800 - - 800 - ");
  sql("INSERT INTO merges VALUES (3, 4)");
  ASSERT_TRUE(LiveResults(state(), 900).move(3, 4));
  EXPECT_EQ(times(), "- 800 900 900 800 - ") << "the survivor shows what it had not";

  const auto records = AudienceStore(state()).list();
  ASSERT_TRUE(AudienceStore(state()).put(records->front(), {}));
  ASSERT_TRUE(TraitStore(state()).remove(trait.id));
  EXPECT_EQ(times(), "- - - - - - ") << "a full computation has the last word";
}

TEST_F(LiveResultsTest, AFolderWhoseMergesMovedNothingIsMendedByItsFirstWriter) {
  const int64_t id = audience_of({{3, 1, .9f, 100}, {5, 2, .8f, 90}, {4, 3, .7f, 80}});
  sql("INSERT INTO merges VALUES (3, 4), (7, 8)");
  sql("DELETE FROM facts");  // as an older version left it
  reopen();
  EXPECT_EQ(members(id), "1:4 2:5 ");
}

TEST_F(LiveResultsTest, PeopleAreSurvivors) {
  sql("INSERT INTO merges VALUES (3, 4)");
  sql("INSERT INTO external_ids VALUES ('user_id', 'u', 4, 1), ('email', 'e', 6, 2)");
  const ProfileNumber numbers[] = {6, 3, 4, 6, 77};
  EXPECT_EQ(*survivors_of(state(), numbers), (std::vector<ProfileNumber>{4, 6}));
  const ProfileNumber people[] = {6, 4};
  EXPECT_EQ(*known_among(state(), people), (std::vector<bool>{false, true}));
}

TEST_F(LiveResultsTest, RefreshRulesStayWithTheirAudience) {
  const int64_t id = audience_of({}, {.mode = RefreshMode::kScheduled,
                                      .schedule = "6h",
                                      .next = 77,
                                      .line = .25,
                                      .curve = {.5f, .25f}});
  const int64_t plain = audience_of({});
  const auto records = AudienceStore(state()).list();
  const RefreshRule& kept = (*records)[0].refresh;
  EXPECT_EQ(kept.mode, RefreshMode::kScheduled);
  EXPECT_EQ(kept.schedule, "6h");
  EXPECT_EQ(kept.next, 77);
  EXPECT_EQ(kept.line, .25);
  EXPECT_EQ(kept.curve, (std::vector<float>{.5f, .25f}));
  EXPECT_EQ((*records)[1].refresh.mode, RefreshMode::kSnapshot);
  EXPECT_FALSE((*records)[1].refresh.line);
  ASSERT_TRUE(AudienceStore(state()).remove(id));
  const auto rules = refresh_rules(state(), kAudienceKind);
  EXPECT_FALSE(rules->contains(id));
  EXPECT_TRUE(rules->contains(plain));
}

TEST_F(LiveResultsTest, FactsOfTheFolder) {
  EXPECT_FALSE(*live_since(state()));
  ASSERT_TRUE(set_live_since(state(), 50));
  ASSERT_TRUE(set_live_since(state(), 90));
  EXPECT_EQ(*live_since(state()), 50);
  EXPECT_EQ(*codes_version(state()), 0);
  ASSERT_TRUE(put_item(state(), "a", "{}"));
  EXPECT_EQ(*codes_version(state()), 1);
  ASSERT_TRUE(put_item(state(), "a", "{}"));
  EXPECT_EQ(*codes_version(state()), 1) << "nothing changed";
  // A folder of an older version, only read.
  sql("DROP TABLE facts; DROP TABLE refresh_rules");
  EXPECT_FALSE(*live_since(state()));
  EXPECT_EQ(*codes_version(state()), 0);
  EXPECT_TRUE(AudienceStore(state()).list());
}

}  // namespace
}  // namespace likely
