#include "intake/identity.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/temp_folder_for_test.h"
#include "store/audience_store.h"
#include "store/space.h"
#include "store/trait_store.h"

namespace likely {
namespace {

namespace fs = std::filesystem;

// One line an event: "u:1 a:x e:m@x c:7" are its ids, "alias PREVIOUS u:1" an alias.
class IdentityTest : public testing::Test {
 protected:
  void SetUp() override { reopen(); }
  void TearDown() override {
    identity_.reset();
    space_.reset();
  }
  void reopen() {
    identity_.reset();
    space_.reset();
    space_ = Space::open({.path = root_ + "/data", .access = Access::kCreate}).value();
    identity_ = std::make_unique<Identity>(Identity::load(space_->state()).value());
  }

  ProfileNumber see(const std::string& line, TimeUs at = 0) {
    static const std::map<char, std::string> kTypes = {
        {'u', "user_id"}, {'a', "anonymous_id"}, {'e', "email"}, {'c', "crm"}};
    Event event{.at = at};
    std::istringstream words(line);
    for (std::string word; words >> word;) {
      if (word == "alias") {
        event.kind = EventKind::kAlias;
        words >> event.previous_id;
      } else {
        event.ids.push_back({kTypes.at(word[0]), word.substr(2)});
      }
    }
    return identity_->resolve(event);
  }

  // What the state store says once everything is written: who a number is now.
  ProfileNumber stored_survivor(ProfileNumber number) {
    return static_cast<ProfileNumber>(
        space_->state()
            .number("SELECT coalesce((SELECT into_profile FROM merges WHERE number = " +
                    std::to_string(number) + "), " + std::to_string(number) + ")")
            .value());
  }

  const TempFolder folder_;
  const std::string& root_ = folder_.path();
  std::unique_ptr<Space> space_;
  std::unique_ptr<Identity> identity_;
};

TEST_F(IdentityTest, CreatesAttachesMerges) {
  const auto anonymous = see("a:x");
  const auto user = see("u:1");
  EXPECT_NE(anonymous, user);
  EXPECT_EQ(see("u:1 a:x"), user);  // the one with the user id survives
  EXPECT_EQ(see("a:x"), user);
  EXPECT_EQ(see("u:1 e:m@x"), user);
  EXPECT_EQ(see("e:m@x"), user);
  EXPECT_EQ(identity_->profile_count(), 1u);
  ASSERT_TRUE(identity_->write());
  EXPECT_EQ(stored_survivor(anonymous), user);
  reopen();
  EXPECT_EQ(see("a:x"), user);
  EXPECT_EQ(identity_->profile_count(), 1u);
  EXPECT_EQ(space_->state().number("SELECT count(*) FROM external_ids").value(), 3);
}

TEST_F(IdentityTest, IdsKeepTheEventThatBroughtThem) {
  const auto origins = [this] {
    std::string text;
    auto select = *space_->state().prepare(
        "SELECT value, at_us, source FROM external_ids JOIN id_origins USING (seq) ORDER BY seq");
    EXPECT_TRUE(select.each_row([&](const SqliteStatement& row) {
      text += std::string(row.text(0)) + "@" + std::to_string(row.integer(1)) + ":" +
              std::string(row.text(2)) + " ";
    }));
    return text;
  };
  identity_->begin_source("web");
  see("a:x", 5);
  identity_->begin_source("shop");
  see("u:1", 6);
  ASSERT_TRUE(identity_->write());
  see("a:x u:1", 7);  // a merge brings no id
  see("u:1 e:m", 8);
  ASSERT_TRUE(identity_->write());
  EXPECT_EQ(origins(), "x@5:web 1@6:shop m@8:shop ");
  reopen();
  identity_->begin_source("later");
  see("alias y u:1", 9);  // the user id is the latest now, and as old as it was
  ASSERT_TRUE(identity_->write());
  EXPECT_EQ(origins(), "x@5:web m@8:shop y@9:later y@9:later 1@6:shop ");
  reopen();
  see("a:x e:m u:1", 10);
  ASSERT_TRUE(identity_->write());
  EXPECT_EQ(origins(), "x@5:web m@8:shop y@9:later y@9:later 1@6:shop ");
}

TEST_F(IdentityTest, SharedIdsNeverMergeTwoUsers) {
  const auto first = see("u:1 a:x");
  const auto second = see("u:2 a:x");  // the shared computer stays with the first
  EXPECT_NE(first, second);
  EXPECT_EQ(see("a:x"), first);
  EXPECT_EQ(see("u:2 e:m@x"), second);
  EXPECT_EQ(see("u:1 e:m@x a:x"), first);  // loses the anonymous id, then the email
  EXPECT_EQ(see("e:m@x"), second);
}

TEST_F(IdentityTest, AtMostFiveOfOtherTypes) {
  const auto user = see("u:1 a:1");
  for (const char* line : {"u:1 a:2", "u:1 a:3", "u:1 a:4", "u:1 a:5"}) EXPECT_EQ(see(line), user);
  EXPECT_EQ(see("u:1 a:6"), user);  // the sixth is not attached
  EXPECT_NE(see("a:6"), user);
  const auto custom = see("u:9 c:1");
  for (const char* line : {"u:9 c:2", "u:9 c:3", "u:9 c:4", "u:9 c:5", "u:9 c:6"}) {
    EXPECT_EQ(see(line), custom);
  }
  EXPECT_EQ(see("c:5"), custom);
  EXPECT_NE(see("c:6"), custom);
}

// Also when the event that would bring them together names none of them.
TEST_F(IdentityTest, NoMergeBringsMoreThanFiveOfATypeTogether) {
  const auto visitor = see("a:x c:1"), customer = see("u:1 e:m@x c:5");
  for (const char* line : {"a:x c:2", "a:x c:3"}) EXPECT_EQ(see(line), visitor);
  for (const char* line : {"u:1 c:6", "u:1 c:7"}) EXPECT_EQ(see(line), customer);
  EXPECT_EQ(see("a:x e:m@x"), customer);  // loses the anonymous id
  EXPECT_EQ(see("a:x"), visitor);
  const auto other = see("a:y c:8");
  EXPECT_NE(other, customer);
  EXPECT_EQ(see("a:y e:m@x"), customer);
  EXPECT_EQ(see("c:8"), customer);
  reopen();
}

// Two user ids that an alias brought together refuse a third, and nothing else.
TEST_F(IdentityTest, AnAliasedUserStillTakesVisitors) {
  const auto user = see("u:new");
  EXPECT_EQ(see("alias old u:new"), user);
  const auto visitor = see("a:x");
  EXPECT_NE(visitor, user);
  EXPECT_EQ(see("u:new a:x"), user);
  EXPECT_EQ(see("a:x"), user);
  const auto third = see("u:3 e:m@x");
  EXPECT_NE(third, user);
  EXPECT_EQ(see("u:new e:m@x"), user);
  EXPECT_EQ(see("e:m@x"), third);
}

TEST_F(IdentityTest, AliasMergesOnPurpose) {
  const auto old_user = see("u:old a:x");
  const auto user = see("u:new");
  EXPECT_EQ(see("alias old u:new"), user);
  EXPECT_EQ(see("u:old"), user);
  EXPECT_EQ(see("a:x"), user);
  ASSERT_TRUE(identity_->write());
  EXPECT_EQ(stored_survivor(old_user), user);
  // The latest user id is the one that it flows into.
  auto latest = space_->state()
                    .prepare(
                        "SELECT value FROM external_ids WHERE type = 'user_id' "
                        "ORDER BY seq DESC LIMIT 1")
                    .value();
  ASSERT_TRUE(latest.step().value());
  EXPECT_EQ(latest.text(0), "new");
}

TEST_F(IdentityTest, AliasMayComeFirst) {
  const auto user = see("alias early u:1");
  EXPECT_EQ(see("u:early"), user);
  EXPECT_EQ(see("a:early"), user);
  EXPECT_EQ(see("alias anon u:1"), user);
  EXPECT_EQ(see("u:1 a:anon"), user);
}

TEST_F(IdentityTest, ChainsOfMergesEndAtOneSurvivor) {
  const auto a = see("u:a"), b = see("u:b"), c = see("u:c");
  ASSERT_TRUE(identity_->write());
  see("alias a u:b");
  ASSERT_TRUE(identity_->write());
  see("alias b u:c");
  ASSERT_TRUE(identity_->write());
  for (const auto number : {a, b, c}) EXPECT_EQ(stored_survivor(number), c);
  EXPECT_EQ(space_->state().number("SELECT count(DISTINCT profile) FROM external_ids").value(), 1);
  reopen();
  EXPECT_EQ(see("u:a"), c);
}

TEST_F(IdentityTest, MembershipsAndListsFollowTheSurvivorInTheSameTransaction) {
  const auto a = see("u:a"), b = see("u:b"), c = see("u:c");
  ASSERT_TRUE(identity_->write());
  auto& state = space_->state();
  const std::vector<AudienceMember> members = {{a, 1, .9f, 100}, {b, 2, .8f, 90}};
  ASSERT_TRUE(
      AudienceStore(state).put({.key = "k", .name = "K", .status = "live", .size = 2}, members));
  int made = 0;
  ASSERT_TRUE(TraitStore(state).put(
      {.key = "t", .name = "T", .status = "live"}, [](uint32_t) { return "value"; },
      [&](TraitList& list) -> Result<bool> {
        list = {.profile = a, .entries = {{0, .5f}}};
        return made++ == 0;
      }));
  see("alias a u:b");
  see("alias b u:c");
  ASSERT_TRUE(identity_->write());
  const auto left = *AudienceStore(state).members(1);
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].profile, c);
  EXPECT_EQ(left[0].rank, 1u);
  EXPECT_EQ(AudienceStore(state).find("K")->size, 1u);
  EXPECT_TRUE(*TraitStore(state).find_list(1, c));
  EXPECT_EQ(TraitStore(state).find("T")->profiles, 1u);
}

TEST_F(IdentityTest, ResolvingAgainChangesNothing) {
  const std::vector<std::string> lines = {"a:x",     "u:1 a:x", "u:2 a:x",        "e:m",
                                          "u:2 e:m", "a:y",     "alias y u:1",    "u:3 a:z c:1",
                                          "c:1 a:q", "u:4 a:q", "u:4 e:m a:z c:1"};
  std::vector<ProfileNumber> first, second;
  for (const auto& line : lines) see(line);
  ASSERT_TRUE(identity_->write());
  const auto profiles = identity_->profile_count();
  for (const auto& line : lines) first.push_back(see(line));
  ASSERT_TRUE(identity_->write());
  reopen();
  for (const auto& line : lines) second.push_back(see(line));
  EXPECT_EQ(first, second);
  EXPECT_EQ(identity_->profile_count(), profiles);
}

TEST_F(IdentityTest, NumbersAreNeverUsedAgain) {
  see("u:1");
  const auto last = see("u:2");
  ASSERT_TRUE(identity_->write());
  ASSERT_TRUE(
      space_->state().execute("DELETE FROM profiles WHERE number = " + std::to_string(last) +
                              "; DELETE FROM external_ids WHERE value = '2'"));
  reopen();
  EXPECT_EQ(see("u:2"), last + 1);
  ASSERT_TRUE(identity_->write());
}

}  // namespace
}  // namespace likely
