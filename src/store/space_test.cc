#include "store/space.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/temp_folder_for_test.h"
#include "store/atomic_file.h"
#include "store/mapped_file.h"

namespace likely {
namespace {

namespace fs = std::filesystem;

class SpaceTest : public testing::Test {
 protected:
  Result<std::unique_ptr<Space>> open(Access access) {
    return Space::open({.path = path_, .access = access, .wait_ms = 0});
  }
  void create() {
    const auto space = open(Access::kCreate);
    ASSERT_TRUE(space) << space.error().message;
  }
  void expect_refused(Access access, ErrorCode code, const std::string& part) {
    const auto space = open(access);
    ASSERT_FALSE(space);
    EXPECT_EQ(space.error().code, code) << space.error().message;
    EXPECT_NE(space.error().message.find(part), std::string::npos) << space.error().message;
  }
  void write(const std::string& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
  }

  const TempFolder folder_;
  const std::string& root_ = folder_.path();
  const std::string path_ = root_ + "/data";
};

TEST_F(SpaceTest, IsCreatedBesideHiddenFilesOnly) {
  fs::create_directories(path_);
  write(path_ + "/.keep", "");
  create();
  fs::remove_all(path_);
  fs::create_directories(path_);
  write(path_ + "/thesis", "years of work");
  expect_refused(Access::kCreate, ErrorCode::kUnusable, "holds other things");
  expect_refused(Access::kWrite, ErrorCode::kUnusable, "holds other things");
  expect_refused(Access::kRead, ErrorCode::kUnusable, "holds other things");
  EXPECT_FALSE(fs::exists(path_ + "/lock")) << "a foreign folder is left as it is";
}

TEST_F(SpaceTest, IsCreatedThenReadAndWritten) {
  create();
  {
    const auto space = open(Access::kWrite);
    ASSERT_TRUE(space) << space.error().message;
    auto& state = (*space)->state();
    ASSERT_TRUE(state.execute("INSERT INTO profiles VALUES (1, 'prf_1')"));
    const auto warehouse = (*space)->warehouse();
    ASSERT_TRUE(warehouse) << warehouse.error().message;
    ASSERT_TRUE((*warehouse)
                    ->connection()
                    .run("INSERT INTO events VALUES (1, 2, 3, 0, 'Viewed', 1, '{}')"));
  }
  const auto first = open(Access::kRead);
  const auto second = open(Access::kRead);
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ((*first)->state().number("SELECT count(*) FROM profiles").value(), 1);
  const auto warehouse = (*second)->warehouse();
  ASSERT_TRUE(warehouse) << warehouse.error().message;
  EXPECT_EQ((*warehouse)->connection().number("SELECT count(*) FROM events").value(), 1);
  EXPECT_FALSE((*first)->state().execute("INSERT INTO profiles VALUES (2, 'prf_2')"));
}

TEST_F(SpaceTest, RefusesWhatIsNoDataFolder) {
  expect_refused(Access::kRead, ErrorCode::kNotFound, "likely import");
  write(path_, "a file");
  expect_refused(Access::kCreate, ErrorCode::kUnusable, "not a folder");
  fs::remove(path_);
  fs::create_directory(path_);
  expect_refused(Access::kRead, ErrorCode::kNotFound, "is empty");
  write(path_ + "/holiday.jpg", "x");
  expect_refused(Access::kCreate, ErrorCode::kUnusable, "holds other things");
}

TEST_F(SpaceTest, RefusesAnotherVersion) {
  create();
  write(path_ + "/format", "likely 7\n");
  expect_refused(Access::kRead, ErrorCode::kUnusable, "format version 7");
}

TEST_F(SpaceTest, NamesTheProcessThatHoldsIt) {
  const auto holder = open(Access::kCreate);
  ASSERT_TRUE(holder);
  const std::string expected = "in use by process " + std::to_string(getpid());
  expect_refused(Access::kRead, ErrorCode::kUnavailable, expected);
  expect_refused(Access::kWrite, ErrorCode::kUnavailable, expected);
}

TEST_F(SpaceTest, AWriterWaitsForReaders) {
  create();
  const auto reader = open(Access::kRead);
  ASSERT_TRUE(reader);
  expect_refused(Access::kWrite, ErrorCode::kUnavailable, "in use by another likely process");
}

TEST_F(SpaceTest, TellsDamage) {
  create();
  fs::remove(path_ + "/format");
  expect_refused(Access::kWrite, ErrorCode::kUnusable, "`format` is missing");
  write(path_ + "/format", "likely 1\n");
  write(path_ + "/state.sqlite", std::string(8192, 'x'));
  expect_refused(Access::kRead, ErrorCode::kUnusable, "damaged");
  fs::remove(path_ + "/state.sqlite");
  expect_refused(Access::kRead, ErrorCode::kUnusable, "state.sqlite is missing");
}

TEST_F(SpaceTest, TellsADamagedWarehouse) {
  create();
  write(path_ + "/warehouse.duckdb", std::string(8192, 'x'));
  const auto space = open(Access::kRead);
  ASSERT_TRUE(space) << space.error().message;
  const auto warehouse = (*space)->warehouse();
  ASSERT_FALSE(warehouse);
  EXPECT_EQ(warehouse.error().code, ErrorCode::kUnusable);
  EXPECT_NE(warehouse.error().message.find("damaged"), std::string::npos);
}

TEST_F(SpaceTest, AnUnfinishedFirstStartBeginsAgain) {
  create();
  fs::remove(path_ + "/format");
  write(path_ + "/creating", "");
  write(path_ + "/state.sqlite", "half a file");
  create();
  EXPECT_FALSE(fs::exists(path_ + "/creating"));
  EXPECT_TRUE(open(Access::kRead));
}

TEST_F(SpaceTest, AFirstStartMayBeCutOffAnywhere) {
  fs::create_directories(path_);
  write(path_ + "/lock", "");
  write(path_ + "/creating.writing-77", "");  // before the mark was there
  create();
  EXPECT_FALSE(fs::exists(path_ + "/creating.writing-77"));
  write(path_ + "/creating", "");  // after all was there
  ASSERT_TRUE(open(Access::kWrite));
  fs::remove(path_ + "/format");
  expect_refused(Access::kCreate, ErrorCode::kUnusable, "`format` is missing");
}

TEST_F(SpaceTest, ReadsAReadOnlyFolder) {
  create();
  fs::permissions(path_, fs::perms::owner_read | fs::perms::owner_exec);
  if (access(path_.c_str(), W_OK) == 0) GTEST_SKIP() << "root may write everywhere";
  EXPECT_TRUE(open(Access::kRead));
  expect_refused(Access::kWrite, ErrorCode::kUnusable, "cannot be written");
  fs::permissions(path_, fs::perms::owner_all);
}

TEST_F(SpaceTest, AtomicFilesAppearWholeOrNotAtAll) {
  const std::string path = root_ + "/file";
  {
    auto file = AtomicFile::create(path);
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->write("half"));
  }
  EXPECT_TRUE(fs::is_empty(root_));
  ASSERT_TRUE(write_file_atomically(path, "first"));
  ASSERT_TRUE(write_file_atomically(path, "second"));
  EXPECT_EQ(read_file(path).value(), "second");
  EXPECT_EQ(MappedFile::open(path).value().bytes(), "second");
  EXPECT_EQ(read_file(root_ + "/none").error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(write_file_atomically(path, ""));
  EXPECT_EQ(MappedFile::open(path).value().bytes(), "");
}

TEST(Duck, AppendsAndStreamsChunks) {
  const auto database = DuckDatabase::open({});
  ASSERT_TRUE(database) << database.error().message;
  auto connection = database->connect().value();
  ASSERT_TRUE(connection.run("CREATE TABLE t (a BIGINT, b VARCHAR, c DOUBLE)"));
  {
    auto transaction = DuckTransaction::begin(connection).value();
    auto appender = DuckAppender::open(connection, "t").value();
    DuckChunk chunk(appender.types());
    for (int64_t block = 0; block < 3; ++block) {
      chunk.clear();
      for (size_t row = 0; row < DuckChunk::kCapacity; ++row) {
        chunk.set<int64_t>(0, row, block);
        if (row % 2 == 0) {
          chunk.set_text(1, row, "a text longer than twelve bytes");
        } else {
          chunk.set_null(1, row);
        }
        chunk.set<double>(2, row, 0.5);
      }
      chunk.resize(DuckChunk::kCapacity);
      ASSERT_TRUE(appender.append(chunk));
    }
    ASSERT_TRUE(appender.close());
    ASSERT_TRUE(transaction.commit());
  }
  auto statement = connection.prepare("SELECT a, b, c FROM t WHERE a >= $1 ORDER BY a").value();
  statement.bind(1, int64_t{1});
  auto result = statement.stream().value();
  EXPECT_EQ(result.column_name(1), "b");
  EXPECT_EQ(result.column_type(1), DuckType::kText);
  DuckChunk chunk;
  size_t rows = 0, nulls = 0;
  while (result.next(chunk).value()) {
    for (size_t row = 0; row < chunk.size(); ++row) {
      ++rows;
      if (chunk.is_null(1, row)) {
        ++nulls;
      } else {
        EXPECT_EQ(chunk.text(1, row), "a text longer than twelve bytes");
      }
    }
  }
  EXPECT_EQ(rows, 2 * DuckChunk::kCapacity);
  EXPECT_EQ(nulls, DuckChunk::kCapacity);
}

TEST(Duck, RollsBackWhatIsNotCommitted) {
  const auto database = DuckDatabase::open({});
  auto connection = database->connect().value();
  ASSERT_TRUE(connection.run("CREATE TABLE t (a BIGINT)"));
  {
    auto transaction = DuckTransaction::begin(connection).value();
    ASSERT_TRUE(connection.run("INSERT INTO t VALUES (1)"));
  }
  EXPECT_EQ(connection.number("SELECT count(*) FROM t").value(), 0);
  EXPECT_FALSE(connection.run("SELECT nonsense"));
  EXPECT_FALSE(connection.stream("SELECT nonsense"));
  EXPECT_FALSE(connection.run("SELECT * FROM read_csv('https://localhost:1/x')"));
}

TEST(SqliteTest, TransactionsAndCachedStatements) {
  const TempFolder folder;
  const std::string& root = folder.path();
  {
    auto database = Sqlite::open(root + "/a?b.sqlite", Sqlite::Mode::kCreate).value();
    ASSERT_TRUE(database->execute("CREATE TABLE t (a INTEGER, b TEXT)"));
    {
      auto transaction = database->begin().value();
      for (int64_t i = 0; i < 10; ++i) {
        auto insert = database->prepare("INSERT INTO t VALUES (?, ?)").value();
        ASSERT_TRUE(insert.bind(1, i).bind(2, std::string_view("a\0b", 3)).run());
      }
      ASSERT_TRUE(transaction.commit());
    }
    {
      auto transaction = database->begin().value();
      ASSERT_TRUE(database->execute("DELETE FROM t"));
    }
    EXPECT_EQ(database->number("SELECT count(*) FROM t").value(), 10);
    auto select = database->prepare("SELECT b FROM t").value();
    ASSERT_TRUE(select.step().value());
    EXPECT_EQ(select.text(0), std::string_view("a\0b", 3));
    EXPECT_FALSE(database->execute("nonsense"));
  }
  EXPECT_TRUE(fs::exists(root + "/a?b.sqlite"));
}

}  // namespace
}  // namespace likely
