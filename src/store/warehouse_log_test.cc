#include "store/warehouse_log.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/format.h"
#include "base/temp_folder_for_test.h"
#include "store/atomic_file.h"
#include "store/duck.h"

namespace likely {
namespace {

// A warehouse with ten commits that only its log has.
class WarehouseLogTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string made = folder_.path() + "/made.duckdb";
    const auto database = DuckDatabase::open({.path = made});
    auto connection = database->connect();
    ASSERT_TRUE(connection->run("CREATE TABLE t (i INTEGER, text VARCHAR)"));
    for (int i = 0; i < 10; ++i) {
      ASSERT_TRUE(connection->run(
          format("INSERT INTO t SELECT i, repeat('words ', 50) || hash(i) FROM range({}, {}) t(i)",
                 i * 100, i * 100 + 100)));
      ends_.push_back(read_file(made + ".wal")->size());
    }
    warehouse_ = *read_file(made);
    log_ = *read_file(made + ".wal");
  }
  // Rows that are there with this log; -1 when it is refused.
  int64_t rows_with(const std::string& log) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << warehouse_;
    std::ofstream(path_ + ".wal", std::ios::binary | std::ios::trunc) << log;
    EXPECT_TRUE(mend_torn_log(path_));
    const auto database = DuckDatabase::open({.path = path_});
    if (!database) return -1;
    auto connection = database->connect();
    return connection->number("SELECT count(*) FROM t").value_or(-2);
  }

  const TempFolder folder_;
  const std::string path_ = folder_.path() + "/warehouse.duckdb";
  std::string warehouse_, log_;
  std::vector<size_t> ends_;  // of the log after each commit
};

TEST_F(WarehouseLogTest, AWholeLogStaysAsItIs) {
  EXPECT_EQ(torn_from(log_), std::nullopt);
  EXPECT_EQ(torn_from(""), std::nullopt);
  EXPECT_EQ(torn_from("another thing"), std::nullopt);
  EXPECT_EQ(rows_with(log_), 1000);
}

TEST_F(WarehouseLogTest, ZerosInTheLastCommitAreCutOff) {
  const size_t begin = ends_[8], end = ends_[9];
  for (const auto& [from, to] :
       {std::pair(begin, end), std::pair(begin + 20, end), std::pair(begin + 100, begin + 612),
        std::pair(end - 5, end), std::pair(begin + 600, end - 40)}) {
    std::string torn = log_;
    std::fill(torn.begin() + static_cast<long>(from), torn.begin() + static_cast<long>(to), '\0');
    EXPECT_EQ(torn_from(torn), begin) << from - begin << " to " << to - begin;
    EXPECT_EQ(rows_with(torn), 900);
  }
}

TEST_F(WarehouseLogTest, ALogThatEndsInAnEntryIsCutOff) {
  EXPECT_EQ(rows_with(log_.substr(0, ends_[9] - 21)), 900);  // DuckDB knows that this is no commit
  for (const size_t end : {ends_[9] - 1, ends_[8] + 9, ends_[8] + 1}) {
    EXPECT_EQ(torn_from(log_.substr(0, end)), ends_[8]);
    EXPECT_EQ(rows_with(log_.substr(0, end)), 900);
  }
}

TEST_F(WarehouseLogTest, WhatWasFlushedIsNeverCutOff) {
  for (const size_t commit : {1, 5, 7}) {
    std::string damaged = log_;
    damaged[ends_[commit] + 200] ^= 4;
    EXPECT_EQ(torn_from(damaged), std::nullopt);
    EXPECT_EQ(rows_with(damaged), -1);
  }
}

}  // namespace
}  // namespace likely
