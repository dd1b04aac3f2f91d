#include "serving/profile_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "base/temp_folder_for_test.h"
#include "store/custom_trait_store.h"
#include "store/facts.h"

namespace likely {
namespace {

// Profile 1 (u1, a1) is in one of two live audiences and has a list; 2 was merged into 1; 3 has
// nothing.
class ProfileReaderTest : public ::testing::Test {
 protected:
  ProfileReaderTest() {
    const Place place{.folder = folder_.path() + "/data"};
    space_ = *place.open(Access::kCreate);
    run("INSERT INTO profiles (number, public_id) VALUES (1, 'prf_1'), (2, 'prf_2'), (3, 'prf_3');"
        "INSERT INTO merges VALUES (2, 1);"
        "INSERT INTO external_ids VALUES ('user_id', 'u1', 1, 1), ('anonymous_id', 'a1', 1, 2), "
        "('user_id', 'u3', 3, 3), ('anonymous_id', 'a3', 3, 4);");
    for (const char* key : {"keyboards", "mice", "gone"}) {
      run(std::string("INSERT INTO audiences SELECT NULL, '") + key + "', '" + key + "', '" +
          (std::string(key) == "gone" ? "deleted" : "live") +
          "', 'Category', 'x', 200000, NULL, NULL, 0, '[]', 30, 'm', 0, 0, 7000000, 1, 1, 1, 0, 0, "
          "0, 0, 'strong', ''");
    }
    run("INSERT INTO audience_members VALUES (1, 1, 1, .5, 99);"
        "INSERT INTO traits VALUES (1, 'picks', 'Picks', 'live', 'Product', 2, '[]', '[]', 0, '[]',"
        " 30, 'm', 0, 0, 8000000, 1), (2, 'secret', 'Secret', 'live', 'Product', 2, '[]', '[]', 0,"
        " '[]', 30, 'm', 0, 0, 8000000, 1);"
        "INSERT INTO trait_values VALUES (1, 7, 'p7'), (1, 9, 'p\"9'), (2, 7, 'p7');"
        "INSERT INTO trait_lists VALUES (1, 1, x'0900000000000000' || x'0700000000000000'), "
        "(2, 1, x'0700000000000000');"
        "INSERT INTO public_traits VALUES (1);"
        "INSERT INTO items VALUES ('p7', '{\"Title\":\"Seven\",\"price\":19.5,\"image_url\":\"i\","
        "\"link\":\"l\",\"cost\":3}');");
    reader_ = *ProfileReader::open(folder_.path() + "/data");
  }
  void run(const std::string& script) {
    const auto done = space_->state().execute(script);
    ASSERT_TRUE(done) << done.error().message;
  }
  std::string fields(const std::string& id, std::optional<ShownField::Class> kind = {}) {
    const auto fields = reader_->fields(id, {.kind = kind});
    if (!fields) return "error";
    std::string text;
    for (const auto& field : *fields) text += field.key + "=" + field.value_json + " ";
    return text;
  }

  TempFolder folder_;
  std::unique_ptr<Space> space_;
  std::unique_ptr<ProfileReader> reader_;
};

TEST_F(ProfileReaderTest, ShowsMembershipsListsAndGivenTraits) {
  ASSERT_TRUE(put_custom_traits(space_->state(),
                                std::vector<CustomTrait>{{1, "plan", "\"pro\"", 5, "web"},
                                                         {2, "plan", "\"old\"", 4, "web"},
                                                         {2, "city", "\"Bern\"", 4, "web"},
                                                         {1, "age", "null", 5, "web"},
                                                         {1, "mice", "\"given\"", 5, "web"}}));
  const std::string all =
      R"(city="Bern" keyboards=true mice=false picks=["p\"9","p7"] plan="pro" secret=["p7"] )";
  for (const char* id : {"user_id:u1", "anonymous_id:a1", "prf_1", "prf_2"}) {
    EXPECT_EQ(fields(id), all) << id;
  }
  EXPECT_EQ(fields("user_id:u3"), "keyboards=false mice=false ");
  EXPECT_EQ(fields("user_id:nobody"), "error");
  run("DELETE FROM audience_members; UPDATE audiences SET status = 'deleted' WHERE id = 2");
  EXPECT_EQ(fields("user_id:u3"), "keyboards=false ");  // the new state shows
}

TEST_F(ProfileReaderTest, AKeyThatTwoClassesHaveShowsByClass) {
  using enum ShownField::Class;
  run("UPDATE traits SET key = 'mice' WHERE id = 1");
  ASSERT_TRUE(put_custom_traits(space_->state(),
                                std::vector<CustomTrait>{{1, "mice", "\"given\"", 5, "web"}}));
  EXPECT_EQ(fields("prf_1"), R"(keyboards=true mice=false secret=["p7"] )");
  EXPECT_EQ(fields("prf_1", kAudience), "keyboards=true mice=false ");
  EXPECT_EQ(fields("prf_1", kComputedTrait), R"(mice=["p\"9","p7"] secret=["p7"] )");
  EXPECT_EQ(fields("prf_1", kCustomTrait), R"(mice="given" )");
}

TEST_F(ProfileReaderTest, AFieldIsAsOldAsTheLastChangeOfIt) {
  const auto times = [this](const std::string& id) {
    const auto fields = reader_->fields(id, {.with_times = true});
    std::string text;
    for (const auto& field : *fields) text += field.key + "=" + std::to_string(field.updated) + " ";
    return text;
  };
  EXPECT_EQ(times("prf_1"), "keyboards=7000000 mice=7000000 picks=8000000 secret=8000000 ");
  run("INSERT INTO live_changes VALUES ('audience', 1, 1, 9000000), ('audience', 2, 3, "
      "9000000), ('trait', 1, 1, 8000001), ('trait', 2, 3, 9000000), ('trait', 2, 1, 7)");
  EXPECT_EQ(times("prf_1"), "keyboards=9000000 mice=7000000 picks=8000001 secret=8000000 ");
  EXPECT_EQ(times("prf_3"), "keyboards=7000000 mice=9000000 ");
}

// Texts of values are remembered, but not for longer than the codes mean them.
TEST_F(ProfileReaderTest, RefreshedTraitsShowTheirNewValues) {
  EXPECT_EQ(fields("prf_1"), R"(keyboards=true mice=false picks=["p\"9","p7"] secret=["p7"] )");
  run("UPDATE trait_values SET value = 'new' WHERE code = 7;"
      "UPDATE traits SET refreshed_us = 9000000 WHERE id = 1");
  EXPECT_EQ(fields("prf_1"), R"(keyboards=true mice=false picks=["p\"9","new"] secret=["p7"] )");
  run("DELETE FROM trait_values WHERE trait = 1 AND code = 9");
  ASSERT_TRUE(count_codes_change(space_->state()));
  EXPECT_EQ(fields("prf_1"), R"(keyboards=true mice=false picks=["new"] secret=["new"] )");
  run("INSERT INTO trait_values VALUES (1, 9, 'back')");
  EXPECT_EQ(fields("prf_1"), R"(keyboards=true mice=false picks=["back","new"] secret=["new"] )");
}

TEST_F(ProfileReaderTest, TheLatestGivenTraitStays) {
  const auto put = [this](const std::string& value, TimeUs at) {
    ASSERT_TRUE(put_custom_traits(space_->state(),
                                  std::vector<CustomTrait>{{3, "plan", value, at, "web"}}));
  };
  put("1", 10);
  put("2", 9);
  EXPECT_EQ(fields("prf_3"), "keyboards=false mice=false plan=1 ");
  put("3", 10);
  EXPECT_EQ(fields("prf_3"), "keyboards=false mice=false plan=3 ");
  put("null", 11);
  EXPECT_EQ(fields("prf_3"), "keyboards=false mice=false ");
}

TEST_F(ProfileReaderTest, PagesReadOnlyPublicListsAndCannotTellWhoIsThere) {
  const auto own = *reader_->public_items("a1", "", 10);
  ASSERT_EQ(own.size(), 1u);
  EXPECT_EQ(own[0].key, "picks");
  ASSERT_EQ(own[0].items.size(), 2u);
  EXPECT_EQ(own[0].items[0].card.name, "");
  EXPECT_EQ(own[0].items[1].value, "p7");
  EXPECT_EQ(own[0].items[1].card.name, "Seven");
  EXPECT_EQ(own[0].items[1].card.price_json, "19.5");
  EXPECT_EQ(own[0].items[1].card.image, "i");
  EXPECT_EQ(own[0].items[1].card.link, "l");
  EXPECT_EQ(reader_->public_items("a1", "picks", 1)->at(0).items.size(), 1u);
  EXPECT_TRUE(reader_->public_items("a1", "secret", 10)->empty());
  for (const char* id : {"a3", "nobody", "u1", ""}) {
    const auto shown = *reader_->public_items(id, "", 10);
    ASSERT_EQ(shown.size(), 1u);
    EXPECT_TRUE(shown[0].items.empty()) << id;
  }
}

TEST_F(ProfileReaderTest, NamesOfProductsHaveWhatTheFeedSaysOfThem) {
  const auto first = [&] { return reader_->public_items("a1", "", 10)->at(0).items.at(1); };
  run("UPDATE traits SET column_name = 'Product Name' WHERE id = 1;"
      "UPDATE trait_values SET value = 'Seven' WHERE code = 7");
  ASSERT_TRUE(count_codes_change(space_->state()));
  EXPECT_EQ(first().value, "Seven");
  EXPECT_EQ(first().card.image, "i");
  EXPECT_EQ(first().card.price_json, "19.5");
  run("UPDATE items SET attributes = '{\"name\":\"Seven\",\"price\":3}'");
  ASSERT_TRUE(count_codes_change(space_->state()));
  EXPECT_EQ(first().card.price_json, "3") << "the feed of now";
  run("UPDATE traits SET column_name = 'Category' WHERE id = 1");
  EXPECT_EQ(first().card.price_json, "") << "what is no product is called so by chance";
}

TEST_F(ProfileReaderTest, ReadersGoBackToTheirPool) {
  ProfileReaders readers(folder_.path() + "/data");
  auto first = readers.borrow();
  ASSERT_TRUE(first);
  EXPECT_TRUE((*first)->external_ids("user_id:u1"));
  EXPECT_EQ((*first)->external_ids("prf_2")->size(), 2u);
  EXPECT_TRUE(readers.borrow());
}

TEST_F(ProfileReaderTest, WhatIsCommittedIsSeenAtOnceAndNobodyIdleKeepsTheLog) {
  ProfileReaders readers(folder_.path() + "/data");
  const auto traits = [&] {
    std::string text;
    auto reader = readers.borrow();
    const auto fields = (*reader)->fields("user_id:u1");
    for (const ShownField& field : *fields) {
      text += field.key + " ";
    }
    return text;
  };
  auto busy = readers.borrow();
  ASSERT_TRUE((*busy)->fields("user_id:u1"));
  const std::string before = traits();
  ASSERT_TRUE(space_->state().execute("DELETE FROM audience_members; DELETE FROM audiences"));
  const std::string after = traits();
  EXPECT_NE(after, before);
  EXPECT_EQ((*busy)->fields("user_id:u1")->size(), std::ranges::count(after, ' '));
  // Both read something old now: the second when it goes back, the first when something commits.
  ASSERT_TRUE(space_->state().execute("DELETE FROM trait_lists"));
  { const auto back = std::move(*busy); }
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_TRUE(space_->state().compact());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(4))
      << "the log's end was waited for until the time was over";
  EXPECT_EQ(std::filesystem::file_size(folder_.path() + "/data/state.sqlite-wal"), 0u);
}

TEST_F(ProfileReaderTest, WhoReadsWhileTheLogIsEmptiedDoesNotKeepItsEnd) {
  ProfileReaders readers(folder_.path() + "/data");
  const auto log_bytes = [&] {
    return std::filesystem::file_size(folder_.path() + "/data/state.sqlite-wal");
  };
  run("DELETE FROM trait_lists");
  ASSERT_GT(log_bytes(), 0u);
  const auto commits = Commits::of(folder_.path() + "/data/state.sqlite");
  const Commits::Emptying emptying(*commits);
  ASSERT_TRUE((*readers.borrow())->fields("user_id:u1"));
  ASSERT_TRUE(space_->state().execute("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)"));
  EXPECT_EQ(log_bytes(), 0u);
}

}  // namespace
}  // namespace likely
