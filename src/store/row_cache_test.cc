#include "store/row_cache.h"

#include <gtest/gtest.h>

#include "base/format.h"
#include "base/temp_folder_for_test.h"

namespace likely {
namespace {

class RowCacheTest : public testing::TestWithParam<RowCache::Keeps> {
 protected:
  void SetUp() override {
    run("CREATE TABLE t (profile UINTEGER, at_us BIGINT, price DOUBLE, rule UTINYINT)");
    run("INSERT INTO t VALUES (1, 10, 1.5, 1), (2, 20, NULL, 2), (1, 30, 2.5, 255)");
  }
  void run(const std::string& sql) {
    const auto done = connection_.run(sql);
    ASSERT_TRUE(done) << done.error().message;
  }
  // "profile@time:price/rule" a row.
  std::string rows_of(std::vector<ProfileNumber> numbers, uint64_t generation = 0) {
    const RowCache::Table table{"t", "profile, at_us, price, rule", generation};
    const auto chunks = cache_.rows_of(connection_, table, numbers);
    if (!chunks) return chunks.error().message;
    std::string out;
    for (const DuckChunk& chunk : *chunks) {
      for (size_t i = 0; i < chunk.size(); ++i) {
        out += format("{}@{}:", chunk.cells<uint32_t>(0)[i], chunk.cells<int64_t>(1)[i]);
        out += chunk.is_null(2, i) ? "-" : format("{}", chunk.cells<double>(2)[i]);
        out += format("/{} ", chunk.cells<uint8_t>(3)[i]);
      }
    }
    return out;
  }

  const TempFolder folder_;
  DuckDatabase database_ = *DuckDatabase::open({.path = folder_.path() + "/t.duckdb"});
  DuckConnection connection_ = *database_.connect();
  RowCache cache_{GetParam()};
};

TEST_P(RowCacheTest, WhatWasAppendedIsAddedToWhatIsKnown) {
  EXPECT_EQ(rows_of({1}), "1@10:1.5/1 1@30:2.5/255 ");
  run("INSERT INTO t VALUES (1, 5, 0, 3), (2, 6, 7, 3), (3, 7, 8, 3)");
  EXPECT_EQ(rows_of({2, 1}), "2@20:-/2 2@6:7/3 1@10:1.5/1 1@30:2.5/255 1@5:0/3 ");
  EXPECT_EQ(rows_of({3, 4}), "3@7:8/3 ");
  run("INSERT INTO t VALUES (4, 1, 1, 1)");
  EXPECT_EQ(rows_of({4}), "4@1:1/1 ") << "who had no row is known, too";
}

TEST_P(RowCacheTest, WhatIsKnownIsNotReadAgain) {
  EXPECT_EQ(rows_of({1}), "1@10:1.5/1 1@30:2.5/255 ");
  run("UPDATE t SET price = 99 WHERE at_us = 10");  // nobody may do this while others are in the
                                                    // folder
  EXPECT_EQ(rows_of({1}, 0), "1@10:1.5/1 1@30:2.5/255 ");
  EXPECT_EQ(rows_of({1}, 1), "1@10:99/1 1@30:2.5/255 ") << "somebody was alone: forgotten";
}

TEST_P(RowCacheTest, RowsThatACheckpointNumbersAnewAreReadAgain) {
  run("INSERT INTO t SELECT 10 + i % 1000, i, 1, 1 FROM range(400000) r(i)");
  run("CHECKPOINT");
  EXPECT_EQ(rows_of({2, 5}), "2@20:-/2 ");
  run("DELETE FROM t WHERE at_us < 250000 AND profile >= 10");
  run("CHECKPOINT");
  ASSERT_LT(*connection_.number("SELECT max(rowid) FROM t"), 399'999) << "it numbers nothing anew";
  run("INSERT INTO t VALUES (5, 1, 2, 3)");
  EXPECT_EQ(rows_of({2, 5}), "2@20:-/2 5@1:2/3 ");
}

TEST_P(RowCacheTest, MoreThanAChunkKeepsItsOrder) {
  run("INSERT INTO t SELECT 7, i, i, 1 FROM range(5000) r(i)");
  const RowCache::Table table{"t", "profile, at_us", 0};
  const ProfileNumber seven[] = {7};
  const auto chunks = cache_.rows_of(connection_, table, seven);
  ASSERT_TRUE(chunks) << chunks.error().message;
  int64_t next = 0;
  for (const DuckChunk& chunk : *chunks) {
    for (size_t i = 0; i < chunk.size(); ++i) EXPECT_EQ(chunk.cells<int64_t>(1)[i], next++);
  }
  EXPECT_EQ(next, 5000);
}

TEST_P(RowCacheTest, AfterAnErrorItBeginsAnew) {
  EXPECT_EQ(rows_of({2}), "2@20:-/2 ");
  const ProfileNumber two[] = {2};
  EXPECT_FALSE(cache_.rows_of(connection_, {"nowhere", "profile", 0}, two));
  EXPECT_EQ(rows_of({2}), "2@20:-/2 ");
}

TEST_P(RowCacheTest, TablesAreKeptApartUntilNobodyAsks) {
  EXPECT_EQ(rows_of({2}), "2@20:-/2 ");
  const ProfileNumber two[] = {2};
  const RowCache::Table other{"t", "profile, rule", 0};
  cache_.drop_unused();
  EXPECT_EQ(cache_.rows_of(connection_, other, two)->at(0).size(), 1u);
  run("UPDATE t SET at_us = 99 WHERE at_us = 20");
  EXPECT_EQ(rows_of({2}), "2@20:-/2 ");
  cache_.drop_unused();
  EXPECT_EQ(cache_.rows_of(connection_, other, two)->at(0).size(), 1u);
  cache_.drop_unused();
  EXPECT_EQ(rows_of({2}), "2@99:-/2 ");
}

INSTANTIATE_TEST_SUITE_P(Keeps, RowCacheTest,
                         testing::Values(RowCache::Keeps::kEveryone, RowCache::Keeps::kAsked));

}  // namespace
}  // namespace likely
