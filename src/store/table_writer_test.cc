#include "store/table_writer.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/temp_folder_for_test.h"
#include "store/atomic_file.h"
#include "store/duck.h"

namespace likely {
namespace {

class TableWriterTest : public testing::Test {
 protected:
  std::unique_ptr<TableWriter> create(const std::string& file) {
    auto writer = TableWriter::create(root_ + "/" + file, {{"name"},
                                                           {"list", CellType::kJson},
                                                           {"rank", CellType::kInteger},
                                                           {"probability", CellType::kReal}});
    EXPECT_TRUE(writer) << writer.error().message;
    return std::move(*writer);
  }

  static TableBatch batch() {
    const auto words = std::make_shared<const std::vector<std::string>>(
        std::vector<std::string>{"plain", "=1+1", "+49", "-5", "@x", "a,\"b\"\nc", "\tx",
                                 "a name of more than twelve bytes", ""});
    const auto lists =
        std::make_shared<const std::vector<std::string>>(std::vector<std::string>{R"(["a","-b"])"});
    return {TextCells{words, {0, 1, 2, 3, 4, 5, 6, 7, 8}},
            TextCells{lists, {0, 0, 0, 0, 0, 0, 0, 0, 0}},
            std::vector<int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9},
            std::vector<float>{.5f, .25f, .1f, 1e-7f, 0, 1, .3f, .2f, .125f}};
  }

  std::string written(const std::string& file) {
    auto writer = create(file);
    EXPECT_TRUE(writer->write(batch()));
    EXPECT_TRUE(writer->finish());
    return root_ + "/" + file;
  }

  const TempFolder folder_;
  const std::string& root_ = folder_.path();
};

TEST_F(TableWriterTest, CsvIsSafeAgainstFormulas) {
  EXPECT_EQ(*read_file(written("t.csv")),
            "name,list,rank,probability\r\n"
            "plain,\"[\"\"a\"\",\"\"-b\"\"]\",1,0.5\r\n"
            "'=1+1,\"[\"\"a\"\",\"\"-b\"\"]\",2,0.25\r\n"
            "'+49,\"[\"\"a\"\",\"\"-b\"\"]\",3,0.1\r\n"
            "'-5,\"[\"\"a\"\",\"\"-b\"\"]\",4,1e-07\r\n"
            "'@x,\"[\"\"a\"\",\"\"-b\"\"]\",5,0\r\n"
            "\"a,\"\"b\"\"\nc\",\"[\"\"a\"\",\"\"-b\"\"]\",6,1\r\n"
            "'\tx,\"[\"\"a\"\",\"\"-b\"\"]\",7,0.3\r\n"
            "a name of more than twelve bytes,\"[\"\"a\"\",\"\"-b\"\"]\",8,0.2\r\n"
            ",\"[\"\"a\"\",\"\"-b\"\"]\",9,0.125\r\n");
}

TEST_F(TableWriterTest, NdjsonKeepsTextAsItIs) {
  const std::string text = *read_file(written("t.ndjson"));
  EXPECT_TRUE(
      text.starts_with("{\"name\":\"plain\",\"list\":[\"a\",\"-b\"],\"rank\":1,"
                       "\"probability\":0.5}\n{\"name\":\"=1+1\","));
  EXPECT_NE(text.find(R"("a,\"b\"\nc")"), std::string::npos);
}

TEST_F(TableWriterTest, ParquetReadsBack) {
  const std::string path = root_ + "/t.parquet";
  auto writer = create("t.parquet");
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(writer->write(batch()));
  ASSERT_TRUE(writer->finish());
  const auto database = DuckDatabase::open({});
  auto connection = *database->connect();
  const std::string from = " FROM read_parquet(" + sql_text(path) + ")";
  EXPECT_EQ(*connection.number("SELECT count(*)" + from), 9000);
  EXPECT_EQ(*connection.number("SELECT count(*)" + from +
                               " WHERE name = 'a name of more than twelve bytes' AND rank = 8"),
            1000);
  EXPECT_EQ(*connection.number("SELECT count(*)" + from + " WHERE probability = 0.125::FLOAT"),
            1000);
  EXPECT_EQ(*connection.number("SELECT count(DISTINCT name)" + from), 9);
}

TEST_F(TableWriterTest, AnUnfinishedTableLeavesTheOldFile) {
  for (const char* file : {"t.csv", "t.ndjson", "t.parquet"}) {
    ASSERT_TRUE(write_file_atomically(root_ + "/" + file, "old"));
    {
      auto writer = create(file);
      ASSERT_TRUE(writer->write(batch()));
    }
    EXPECT_EQ(*read_file(root_ + "/" + file), "old") << file;
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(root_), {}), 3);
}

TEST_F(TableWriterTest, AnEmptyTableHasItsColumns) {
  for (const char* file : {"t.csv", "t.parquet"}) {
    auto writer = create(file);
    ASSERT_TRUE(writer->finish());
  }
  EXPECT_EQ(*read_file(root_ + "/t.csv"), "name,list,rank,probability\r\n");
  auto connection = *DuckDatabase::open({})->connect();
  EXPECT_EQ(*connection.number("SELECT count(*) FROM read_parquet(" +
                               sql_text(root_ + "/t.parquet") + ")"),
            0);
}

TEST_F(TableWriterTest, UnknownExtensionsAreUsageErrors) {
  for (const char* file : {"t.xlsx", "t", "csv", "t.csv.gz", ""}) {
    const auto writer = TableWriter::create(root_ + "/" + file, {{"name"}});
    ASSERT_FALSE(writer) << file;
    EXPECT_EQ(writer.error().code, ErrorCode::kUsage);
  }
  EXPECT_FALSE(TableWriter::create(root_ + "/no/folder.csv", {{"name"}}));
}

}  // namespace
}  // namespace likely
