// The registry of models, audiences, traits and the names of profiles, on one data folder.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <thread>

#include "base/temp_folder_for_test.h"
#include "store/atomic_file.h"
#include "store/audience_store.h"
#include "store/model_registry.h"
#include "store/profile_ids.h"
#include "store/shared_folder.h"
#include "store/trait_store.h"

namespace likely {
namespace {

class ResultsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto space = Space::open({.path = root_ + "/data", .access = Access::kCreate});
    ASSERT_TRUE(space) << space.error().message;
    space_ = std::move(*space);
  }
  void sql(const std::string& text) {
    const auto done = space_->state().execute(text);
    ASSERT_TRUE(done) << done.error().message;
  }

  const TempFolder folder_;
  const std::string& root_ = folder_.path();
  std::unique_ptr<Space> space_;
};

TEST_F(ResultsTest, TheLatestModelOfGoalsAndHorizonIsFound) {
  ModelRegistry registry(*space_);
  EXPECT_EQ(registry.find({}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(registry.find({}).error().next, NextStep::kTrain);
  const auto order = registry.add({.goals = {"Order"}, .horizon_days = 30, .as_of = 5}, "one");
  ASSERT_TRUE(order) << order.error().message;
  const auto views = registry.add({.goals = {"View", "Order"}, .horizon_days = 7}, "two");
  EXPECT_EQ(*read_file(registry.path_of(*order)), "one");
  EXPECT_EQ(registry.find({})->name, views->name);
  EXPECT_EQ(registry.find({.goals = {"Order"}})->as_of, 5);
  EXPECT_EQ(registry.find({.goals = {"Order", "View"}})->name, views->name);
  EXPECT_EQ(registry.find({.horizon_days = 30})->name, order->name);
  const auto none = registry.find({.goals = {"Order"}, .horizon_days = 7});
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("Order within 30 days"), std::string::npos);
}

TEST_F(ResultsTest, OldModelsArePruned) {
  ModelRegistry registry(*space_);
  std::vector<ModelRecord> added;
  for (int i = 0; i < 5; ++i) added.push_back(*registry.add({.goals = {"Order"}}, "bytes"));
  ASSERT_TRUE(write_file_atomically(space_->folder().models() + "/stray.model", "x"));
  added.push_back(*registry.add({.goals = {"Order"}, .horizon_days = 7}, "bytes"));
  EXPECT_EQ(registry.list()->size(), 4u);
  EXPECT_FALSE(std::filesystem::exists(registry.path_of(added[1])));
  EXPECT_TRUE(std::filesystem::exists(registry.path_of(added[2])));
  EXPECT_FALSE(std::filesystem::exists(space_->folder().models() + "/stray.model"));
  EXPECT_EQ(added[5].name, "model_6");
}

AudienceRecord school() {
  return {.name = "Back to School",
          .status = "live",
          .column = "Category",
          .value = "Binders",
          .top_ppm = 200'000,
          .min_probability = .25,
          .goals = {"Order"},
          .eligible = 10,
          .asked = 2,
          .size = 2,
          .expected = 1.5,
          .low = 0,
          .high = 2,
          .least_likely = .5,
          .evidence = "strong"};
}

TEST_F(ResultsTest, AudiencesComeBackAsTheyWere) {
  AudienceStore store(space_->state());
  AudienceRecord record = school();
  record.key = *store.free_key(record.name);
  EXPECT_EQ(record.key, "back_to_school");
  const AudienceMember members[] = {{7, 1, .75f, 100}, {3, 2, .5f, 90}};
  const auto id = store.put(record, members);
  ASSERT_TRUE(id) << id.error().message;
  for (const char* name : {"Back to School", "back_to_school"}) {
    const auto found = store.find(name);
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(found->value, "Binders");
    EXPECT_FALSE(found->size_rule);
    EXPECT_EQ(found->min_probability, .25);
    EXPECT_EQ(found->goals, record.goals);
    EXPECT_EQ(found->expected, 1.5);
  }
  const auto back = store.members(*id);
  ASSERT_EQ(back->size(), 2u);
  EXPECT_EQ((*back)[0].profile, 7u);
  EXPECT_EQ((*back)[1].probability, .5f);
  EXPECT_EQ(store.members(*id, 0, 1)->size(), 1u);

  record.id = *id;
  record.size = 1;
  ASSERT_TRUE(store.put(record, std::span(members).first(1)));
  EXPECT_EQ(store.members(*id)->size(), 1u);
  EXPECT_EQ(store.list()->size(), 1u);
}

TEST_F(ResultsTest, PagesOfMembersFollowRanksWithGaps) {
  AudienceStore store(space_->state());
  AudienceRecord record = school();
  record.key = *store.free_key(record.name);
  const AudienceMember members[] = {{7, 1, .75f, 100}, {3, 4, .5f, 90}, {5, 9, .25f, 80}};
  const auto id = store.put(record, members);
  ASSERT_TRUE(id) << id.error().message;
  const auto first = store.members(*id, 0, 2);
  ASSERT_EQ(first->size(), 2u);
  const auto second = store.members(*id, first->back().rank, 2);
  ASSERT_EQ(second->size(), 1u);
  EXPECT_EQ((*second)[0].profile, 5u);
  EXPECT_TRUE(store.members(*id, UINT64_MAX, UINT64_MAX)->empty());
}

TEST_F(ResultsTest, WhatWasDeletedMeanwhileDoesNotComeBack) {
  AudienceStore audiences(space_->state());
  AudienceRecord audience = school();
  audience.key = *audiences.free_key(audience.name);
  audience.id = *audiences.put(audience, {});
  ASSERT_TRUE(audiences.remove(audience.id));
  const AudienceMember members[] = {{7, 1, .75f, 100}};
  EXPECT_EQ(audiences.put(audience, members).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(audiences.list()->empty());
  EXPECT_TRUE(audiences.members(audience.id)->empty());

  TraitStore traits(space_->state());
  TraitRecord trait{.key = "t", .name = "t", .status = "live", .column = "Brand"};
  const auto none = [](TraitList&) -> Result<bool> { return false; };
  const auto value = [](uint32_t) { return "a"; };
  trait.id = *traits.put(trait, value, none);
  ASSERT_TRUE(traits.remove(trait.id));
  EXPECT_EQ(traits.put(trait, value, none).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(traits.list()->empty());
}

TEST_F(ResultsTest, OthersWriteWhileListsAreMade) {
  TraitStore store(space_->state());
  const auto other = Sqlite::open(space_->folder().state(), Sqlite::Mode::kReadWrite);
  ASSERT_TRUE(other) << other.error().message;
  ASSERT_TRUE((*other)->execute("PRAGMA busy_timeout = 0"));
  bool given = false;
  const auto next = [&](TraitList& list) -> Result<bool> {
    const auto beside = (*other)->begin();
    EXPECT_TRUE(beside) << beside.error().message;
    list = {1, {{0, .5f}}};
    return !std::exchange(given, true);
  };
  ASSERT_TRUE(store.put(
      {.key = "t", .name = "t", .status = "live", .column = "Brand"}, [](uint32_t) { return "a"; },
      next));
}

TEST_F(ResultsTest, ModelsThatAreAddedAtOnceHaveTheirOwnNames) {
  space_.reset();
  const auto shared = SharedFolder::open({.path = root_ + "/data"});
  ASSERT_TRUE(shared) << shared.error().message;
  constexpr int kThreads = 2, kModels = 10;
  std::vector<std::vector<ModelRecord>> added(kThreads);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      const auto space =
          Space::open({.path = root_ + "/data", .access = Access::kWrite, .shared = shared->get()});
      ASSERT_TRUE(space) << space.error().message;
      for (int i = 0; i < kModels; ++i) {
        const std::string bytes = std::string(100'000, 'x') + std::to_string(thread * kModels + i);
        const auto model = ModelRegistry(**space).add({.goals = {std::to_string(i)}}, bytes);
        ASSERT_TRUE(model) << model.error().message;
        added[static_cast<size_t>(thread)].push_back(*model);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const auto space =
      Space::open({.path = root_ + "/data", .access = Access::kRead, .shared = shared->get()});
  ASSERT_TRUE(space) << space.error().message;
  ModelRegistry registry(**space);
  std::set<std::string> names;
  for (const auto& models : added) {
    for (const ModelRecord& model : models) {
      EXPECT_TRUE(names.insert(model.name).second) << model.name;
      const auto bytes = read_file(registry.path_of(model));
      ASSERT_TRUE(bytes) << bytes.error().message;
      EXPECT_EQ(ModelRegistry::checksum_of(*bytes), model.checksum) << model.name;
    }
  }
  EXPECT_EQ(registry.list()->size(), size_t{kThreads * kModels});
}

TEST_F(ResultsTest, KeysAreNeverReused) {
  AudienceStore store(space_->state());
  AudienceRecord record = school();
  record.key = *store.free_key(record.name);
  const auto id = *store.put(record, {});
  EXPECT_EQ(store.free_key("back-to-SCHOOL").error().code, ErrorCode::kConflict);
  EXPECT_EQ(store.free_key("!!").error().code, ErrorCode::kUsage);
  ASSERT_TRUE(store.remove(id));
  EXPECT_EQ(store.find("back_to_school").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(*store.free_key("Back to School"), "back_to_school_2");
}

TEST_F(ResultsTest, NothingNewHidesWhatIdentifyCallsSaid) {
  ASSERT_TRUE(space_->state().execute(
      "INSERT INTO custom_traits VALUES (1, 'email', '\"a@b.c\"', 1, 'web')"));
  EXPECT_EQ(*AudienceStore(space_->state()).free_key("Email"), "email_2");
  EXPECT_EQ(*TraitStore(space_->state()).free_key("Plan"), "plan");
}

TEST_F(ResultsTest, AudiencesAndTraitsShareTheirKeys) {
  AudienceStore audiences(space_->state());
  TraitStore traits(space_->state());
  AudienceRecord record = school();
  record.key = *audiences.free_key(record.name);
  const auto id = *audiences.put(record, {});
  for (const char* name : {"Back to School", "back-to-SCHOOL", "back_to_school"}) {
    const auto refused = traits.free_key(name);
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
    EXPECT_EQ(refused.error().field, "name");
    EXPECT_NE(refused.error().message.find("audience back_to_school"), std::string::npos);
  }
  ASSERT_TRUE(audiences.remove(id));
  EXPECT_EQ(*traits.free_key("Back to School"), "back_to_school_2") << "keys are never used again";
}

TEST_F(ResultsTest, TraitsComeBackAsTheyWere) {
  TraitStore store(space_->state());
  const TraitRecord record{.key = *store.free_key("Next Brands"),
                           .name = "Next Brands",
                           .status = "live",
                           .column = "Brand",
                           .count = 2,
                           .exclude = {"purchased:90"},
                           .exclude_where = {"Price > 100"}};
  const std::vector<TraitList> lists = {{3, {{5, .5f}, {1, .25f}}}, {4, {}}, {9, {{1, .125f}}}};
  size_t at = 0;
  const auto id = store.put(
      record, [](uint32_t code) { return code == 5 ? "Acme" : "Bolt, \"Inc\""; },
      [&](TraitList& list) -> Result<bool> {
        if (at == lists.size()) return false;
        list = lists[at++];
        return true;
      });
  ASSERT_TRUE(id) << id.error().message;
  const auto found = store.find("next_brands");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->profiles, 3u);
  EXPECT_EQ(found->exclude_where, record.exclude_where);
  EXPECT_EQ(store.values(*id)->at(5), "Acme");
  EXPECT_EQ(store.values(*id)->size(), 2u);
  size_t visited = 0;
  ASSERT_TRUE(store.each_list(*id, [&](const TraitList& list) -> Result<void> {
    EXPECT_EQ(list.profile, lists[visited].profile);
    EXPECT_EQ(list.entries.size(), lists[visited].entries.size());
    ++visited;
    return {};
  }));
  EXPECT_EQ(visited, 3u);
  EXPECT_EQ(store.list_of(*id, 3)->entries[1].probability, .25f);
  EXPECT_TRUE(store.list_of(*id, 77)->entries.empty());
  ASSERT_TRUE(store.remove(*id));
  EXPECT_EQ(*space_->state().number("SELECT count(*) FROM trait_lists"), 0);
  EXPECT_EQ(*store.free_key("Next Brands"), "next_brands_2");
}

TEST_F(ResultsTest, AFailedTraitLeavesTheOldLists) {
  TraitStore store(space_->state());
  TraitRecord record{.key = "t", .name = "t", .status = "live", .column = "Brand"};
  bool given = false;
  const auto one = [&](TraitList& list) -> Result<bool> {
    list = {1, {{0, .5f}}};
    return !std::exchange(given, true);
  };
  record.id = *store.put(
      record, [](uint32_t) { return "a"; }, one);
  const auto failing = [](TraitList&) -> Result<bool> {
    return fail(ErrorCode::kCancelled, "stopped");
  };
  EXPECT_FALSE(store.put(
      record, [](uint32_t) { return "a"; }, failing));
  EXPECT_EQ(store.list_of(record.id, 1)->entries.size(), 1u);
}

TEST_F(ResultsTest, NamesAreTheLatestOfEachType) {
  sql("INSERT INTO profiles (number, public_id) VALUES (1, 'prf_1'), (2, 'prf_2'), (3, 'prf_3')");
  sql("INSERT INTO merges VALUES (2, 1)");
  sql("INSERT INTO external_ids VALUES ('user_id', '42', 1, 1), ('email', 'old@x', 1, 2), "
      "('email', 'new@x', 1, 9), ('anonymous_id', 'a', 3, 4), ('crm', 'c', 3, 5)");
  std::vector<ProfileNumber> few = {3, 1, 2, 8};
  std::vector<ProfileNumber> many = few;
  for (ProfileNumber number = 100; number < 5000; ++number) many.push_back(number);
  for (const auto& numbers : {few, many}) {
    const auto names = profile_names(space_->state(), numbers);
    ASSERT_TRUE(names) << names.error().message;
    EXPECT_EQ((*names)[0].profile_id, "prf_3");
    EXPECT_EQ((*names)[0].anonymous_id, "a");
    EXPECT_EQ((*names)[0].user_id, "");
    EXPECT_EQ((*names)[1].user_id, "42");
    EXPECT_EQ((*names)[1].email, "new@x");
    EXPECT_EQ((*names)[2].profile_id, "");
    EXPECT_EQ((*names)[3].profile_id, "");
  }
  EXPECT_EQ(*known_profiles(space_->state()), std::vector<ProfileNumber>{1});
  EXPECT_EQ(*living_profiles(space_->state(), 4),
            (std::vector<bool>{false, true, false, true, false}));
}

TEST_F(ResultsTest, ProfilesAreFoundByTheirIds) {
  sql("INSERT INTO profiles (number, public_id) VALUES (1, 'prf_1'), (2, 'prf_2')");
  sql("INSERT INTO merges VALUES (2, 1)");
  sql("INSERT INTO external_ids VALUES ('user_id', 'a:b', 1, 1)");
  const struct {
    const char* id;
    ProfileNumber number;
  } good[] = {{"user_id:a:b", 1}, {"prf_1", 1}, {"prf_2", 1}, {"profile_id:prf_2", 1}};
  for (const auto& row : good) EXPECT_EQ(find_profile(space_->state(), row.id), row.number);
  EXPECT_EQ(find_profile(space_->state(), "user_id:b").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(find_profile(space_->state(), "prf_9").error().code, ErrorCode::kNotFound);
  for (const char* id : {"", "42", ":42", "user_id:"}) {
    EXPECT_EQ(find_profile(space_->state(), id).error().code, ErrorCode::kUsage) << id;
  }
}

TEST_F(ResultsTest, AModelThatIsHeldBackDoesNotServeUntilItIsChosen) {
  ModelRegistry registry(*space_);
  const auto add = [&](const char* note) {
    return registry.add({.goals = {"Order"}, .horizon_days = 30}, "bytes", note)->name;
  };
  const std::string good = add("");
  std::string bad;
  for (int i = 0; i < 6; ++i) bad = add("worse");
  EXPECT_EQ(registry.find({})->name, good);  // and it was not pruned
  EXPECT_EQ(registry.list()->front().held_back, "worse");
  ASSERT_TRUE(registry.serve(bad));
  EXPECT_EQ(registry.find({})->name, bad);
  ASSERT_TRUE(registry.serve(good));
  EXPECT_EQ(registry.find({})->name, good);
  EXPECT_EQ(registry.serve("model_99").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(registry.find({})->name, good);
  const std::string newest = add("");
  EXPECT_EQ(registry.find({})->name, newest);
}

}  // namespace
}  // namespace likely
