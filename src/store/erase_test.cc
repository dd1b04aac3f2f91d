// Taking one person out of the stores, and the files beside them.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/format.h"
#include "base/temp_folder_for_test.h"
#include "store/atomic_file.h"
#include "store/erase_rows.h"
#include "store/facts.h"
#include "store/interaction_store.h"
#include "store/leftovers.h"
#include "store/profile_ids.h"
#include "store/row_file.h"

namespace likely {
namespace {

namespace fs = std::filesystem;

class EraseTest : public testing::Test {
 protected:
  void SetUp() override { open(); }
  void open() {
    space_.reset();
    auto space = Space::open({.path = root_ + "/data", .access = Access::kCreate});
    ASSERT_TRUE(space) << space.error().message;
    space_ = std::move(*space);
  }
  DuckConnection& warehouse() { return (*space_->warehouse())->connection(); }
  void duck(const std::string& sql) {
    const auto done = warehouse().run(sql);
    ASSERT_TRUE(done) << done.error().message;
  }
  void state(const std::string& sql) {
    const auto done = space_->state().execute(sql);
    ASSERT_TRUE(done) << done.error().message;
  }
  int64_t count(const std::string& sql) { return warehouse().number(sql).value(); }
  int64_t state_count(const std::string& sql) { return space_->state().number(sql).value(); }

  // Three people; values 0…5, of which 1 and 4 are only person 2's, as is search 0.
  void fill() {
    duck("INSERT INTO events SELECT i, i, i, 0, 'Viewed', 1 + i % 3, '{}' FROM range(30) t(i)");
    duck(
        "INSERT INTO discards SELECT i, i, 'f', i, 'bad_row', 'd', 'e' || i, i FROM range(5) t(i)");
    ASSERT_TRUE(create_interactions(warehouse(), 7, {.texts = 1, .numbers = 1}));
    duck("INSERT INTO values_7 SELECT 0, i, 'v' || i FROM range(6) t(i)");
    duck("INSERT INTO values_7 VALUES (255, 0, 'own words'), (255, 1, 'shared words')");
    duck(
        "INSERT INTO interactions_7 SELECT p, 1, i, 0, 0, 1, 1, q, v, v * 1.5 FROM (VALUES "
        "(1, 0, 0, NULL), (2, 1, 1, 0), (3, 2, 2, 1), (1, 3, 3, NULL), (2, 4, 4, 1), "
        "(3, 5, 5, NULL), (2, 6, 0, NULL), (1, 7, NULL, 1)) t(p, i, v, q)");
  }
  WarehouseCut second_person() { return {.profiles = {2}, .discards = {1, 3}, .mapping = 7}; }

  const TempFolder folder_;
  const std::string& root_ = folder_.path();
  std::unique_ptr<Space> space_;
};

TEST_F(EraseTest, TheWarehouseIsWrittenAnewAndValuesStayDense) {
  fill();
  NoProgress progress;
  EXPECT_EQ(*codes_version(space_->state()), 0);
  const auto removed = rewrite_warehouse(*space_, second_person(), progress);
  ASSERT_TRUE(removed) << removed.error().message;
  EXPECT_EQ(removed->events, 10u);
  EXPECT_EQ(removed->discards, 2u);
  EXPECT_EQ(removed->interactions, 3u);
  EXPECT_EQ(removed->values, 3u);
  EXPECT_EQ(*codes_version(space_->state()), 1) << "though the erasure is not over";
  EXPECT_EQ(count("SELECT count(*) FROM events WHERE profile = 2"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM events"), 20);
  EXPECT_EQ(count("SELECT sum(line) FROM discards"), 0 + 2 + 4);
  const auto values = read_values(warehouse(), 7, 1);
  ASSERT_TRUE(values) << values.error().message;
  EXPECT_EQ((*values)[0].size(), 4u);
  EXPECT_EQ((*values)[1].size(), 1u);
  EXPECT_EQ(count("SELECT count(*) FROM interactions_7 i JOIN values_7 v ON v.text = 0 AND "
                  "v.code = i.t0 WHERE v.value = 'v' || CAST(n0 / 1.5 AS INTEGER)"),
            4);
  EXPECT_EQ(count("SELECT count(*) FROM interactions_7 WHERE query = 0"), 2);
  EXPECT_EQ(count("SELECT count(*) FROM pragma_storage_info('events') WHERE column_name = 'body' "
                  "AND compression = 'Uncompressed'"),
            0);
  open();  // what was renamed is whole
  EXPECT_EQ(count("SELECT count(*) FROM events"), 20);
}

TEST_F(EraseTest, NoByteOfTheOldWarehouseIsLeft) {
  duck(
      "INSERT INTO discards VALUES (1, 1, 'f', 1, 'r', 'd', 'a-very-own-word', 1), "
      "(2, 2, 'f', 2, 'r', 'd', 'another one', 2)");
  NoProgress progress;
  ASSERT_TRUE(rewrite_warehouse(*space_, {.profiles = {9}, .discards = {0}}, progress));
  space_.reset();
  const std::string bytes = read_file(root_ + "/data/warehouse.duckdb").value();
  EXPECT_EQ(bytes.find("a-very-own-word"), std::string::npos);
  EXPECT_NE(bytes.find("another one"), std::string::npos);
}

TEST_F(EraseTest, WhatFailsLeavesTheOldWarehouse) {
  fill();
  const auto failed = space_->replace_warehouse(
      [](DuckConnection& fresh) { return fresh.run("INSERT INTO events SELECT * FROM nowhere"); });
  EXPECT_FALSE(failed);
  EXPECT_EQ(count("SELECT count(*) FROM events"), 30);
  EXPECT_TRUE(leftovers(space_->folder(), true).empty());
}

TEST_F(EraseTest, TheStateForgetsAndOthersStay) {
  state("INSERT INTO profiles VALUES (1, 'prf_1'), (2, 'prf_2'), (3, 'prf_3'), (4, 'prf_4')");
  state("INSERT INTO merges VALUES (4, 2)");
  state(
      "INSERT INTO external_ids VALUES ('user_id', 'one', 1, 1), ('user_id', 'two', 2, 2), "
      "('email', 'two@example.org', 2, 3)");
  state(
      "INSERT INTO audiences VALUES (1, 'a', 'A', 'live', 'c', 'v', 0, NULL, NULL, 0, '', 30, "
      "'m', 0, 0, 0, 10, 3, 3, 1.5, 0, 3, 0.25, '', '')");
  state(
      "INSERT INTO audience_members VALUES (1, 1, 2, 0.75, 100), (1, 2, 1, 0.5, 90), "
      "(1, 3, 3, 0.25, 80)");
  state(
      "INSERT INTO traits VALUES (1, 't', 'T', 'live', 'c', 2, '[]', '[]', 0, '', 30, 'm', 0, "
      "0, 0, 2)");
  state("INSERT INTO trait_values VALUES (1, 0, 'shared'), (1, 1, 'theirs alone')");
  state(
      "INSERT INTO trait_lists VALUES (1, 1, X'0000000000000000'), "
      "(1, 2, X'01000000000000000000000000000000')");
  state("INSERT INTO id_origins VALUES (1, 5, 'web'), (2, 5, 'web'), (3, 5, 'web')");
  state(
      "INSERT INTO live_changes VALUES ('audience', 1, 1, 5), ('audience', 1, 2, 5), "
      "('trait', 1, 4, 5)");
  const auto numbers = numbers_of_person(space_->state(), 2);
  ASSERT_TRUE(numbers);
  EXPECT_EQ(*numbers, (std::vector<ProfileNumber>{2, 4}));
  const auto removed = erase_from_state(space_->state(), *numbers);
  ASSERT_TRUE(removed) << removed.error().message;
  EXPECT_EQ(removed->profiles, 2u);
  EXPECT_EQ(*erasures(space_->state()), 1);
  const std::vector<ProfileNumber> all{1, 2, 3, 4};
  EXPECT_EQ(*erased_among(space_->state(), all), *numbers);
  EXPECT_EQ(removed->external_ids, 2u);
  EXPECT_EQ(removed->memberships, 1u);
  EXPECT_EQ(removed->lists, 1u);
  EXPECT_EQ(state_count("SELECT size FROM audiences"), 2);
  EXPECT_EQ(state_count("SELECT eligible FROM audiences"), 9);
  EXPECT_EQ(state_count("SELECT CAST(expected * 100 AS INTEGER) FROM audiences"), 75);
  EXPECT_EQ(state_count("SELECT rank FROM audience_members WHERE profile = 1"), 2);
  EXPECT_EQ(state_count("SELECT count(*) FROM trait_values"), 1);
  EXPECT_EQ(state_count("SELECT profiles FROM traits"), 1);
  EXPECT_EQ(state_count("SELECT count(*) FROM merges"), 0);
  EXPECT_EQ(state_count("SELECT sum(seq) FROM id_origins"), 1);
  EXPECT_EQ(state_count("SELECT sum(profile) FROM live_changes"), 1);
  ASSERT_TRUE(space_->state().compact());
  for (const char* suffix : {"", "-wal"}) {
    const auto bytes = read_file(space_->folder().state() + suffix);
    ASSERT_TRUE(bytes);
    EXPECT_EQ(bytes->find("two@example.org"), std::string::npos) << suffix;
    EXPECT_EQ(bytes->find("theirs alone"), std::string::npos) << suffix;
  }
}

TEST_F(EraseTest, ExportsLoseRowsAndKeepTheRestByteForByte) {
  const std::vector<std::string> ids{"prf_1", "prf_9"};
  const std::string folder = root_ + "/data/";
  struct Case {
    const char* name;
    const char* before;
    const char* after;
    uint64_t gone;
  };
  const Case cases[] = {
      {"a.csv", "profile_id,note\r\nprf_1,x\r\nprf_2,\"a\r\nprf_1,b\"\r\nprf_9,y",
       "profile_id,note\r\nprf_2,\"a\r\nprf_1,b\"\r\n", 2},
      {"b.csv", "name,profile_id\nx,prf_1\nprf_1,y\n", "name,profile_id\nx,prf_1\nprf_1,y\n", 0},
      {"c.ndjson", "{\"profile_id\":\"prf_1\"}\n{\"profile_id\":\"prf_2\"}\nbroken\n",
       "{\"profile_id\":\"prf_2\"}\nbroken\n", 1},
      {"d.txt", "prf_1\n", "prf_1\n", 0},
  };
  for (const Case& c : cases) {
    std::ofstream(folder + c.name, std::ios::binary) << c.before;
    const auto gone = remove_export_rows(folder + c.name, ids);
    ASSERT_TRUE(gone) << c.name << gone.error().message;
    EXPECT_EQ(*gone, c.gone) << c.name;
    EXPECT_EQ(*read_file(folder + c.name), c.after) << c.name;
  }
  const auto files = other_files(space_->folder());
  ASSERT_TRUE(files);
  EXPECT_EQ(files->size(), 4u);
  const std::vector<std::string> words{"prf_1"};
  EXPECT_TRUE(*file_holds(folder + "d.txt", words));
  EXPECT_FALSE(*file_holds(folder + "c.ndjson", words));
}

TEST_F(EraseTest, WritersRemoveWhatKilledCommandsLeft) {
  const std::string folder = root_ + "/data/";
  const std::string dead = "models/m.model.writing-99999999";
  const std::string alive = format("x.csv.writing-{}", getpid());
  for (const std::string& name : {dead, alive, std::string("warehouse.duckdb.new")}) {
    std::ofstream(folder + name) << "half";
  }
  EXPECT_EQ(leftovers(space_->folder(), false).size(), 2u);
  open();
  EXPECT_FALSE(fs::exists(folder + dead));
  EXPECT_FALSE(fs::exists(folder + "warehouse.duckdb.new"));
  EXPECT_TRUE(fs::exists(folder + alive));
}

}  // namespace
}  // namespace likely
