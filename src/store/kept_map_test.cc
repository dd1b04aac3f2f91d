#include "store/kept_map.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "base/temp_folder_for_test.h"
#include "store/sqlite.h"

namespace likely {
namespace {

class KeptMapTest : public testing::Test {
 protected:
  void SetUp() override {
    writer_ = Sqlite::open(path_, Sqlite::Mode::kCreate).value();
    write("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)");
    add_rows(2000);
    into_the_file();
    reader_ = Sqlite::open(path_, Sqlite::Mode::kReadOnly).value();
    // Its first look at a file makes the map anew, whatever was there before.
    for (int look = 0; look < 2; ++look) {
      write("UPDATE rows SET text = 'seen' WHERE id = 1");
      EXPECT_EQ(rows(), 2000);
    }
  }

  void write(const std::string& sql) {
    const auto done = writer_->execute(sql);
    ASSERT_TRUE(done) << done.error().message;
  }
  void add_rows(int count) {
    write("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT " +
          std::to_string(count) + ") INSERT INTO rows(text) SELECT printf('%0500d', i) FROM n");
  }
  void into_the_file() { write("PRAGMA wal_checkpoint(TRUNCATE)"); }
  int64_t rows() { return reader_->number("SELECT count(*) FROM rows").value_or(-1); }
  int64_t text_bytes() {
    return reader_->number("SELECT sum(length(text)) FROM rows").value_or(-1);
  }

  // Where this process has the file mapped, and how far; empty if nowhere.
  std::string mapped() const {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
      if (line.ends_with(path_)) return line.substr(0, line.find(' '));
    }
    return "";
  }

  const TempFolder folder_;
  const std::string path_ = folder_.path() + "/state.sqlite";
  std::unique_ptr<Sqlite> writer_;
  std::unique_ptr<Sqlite> reader_;
};

TEST_F(KeptMapTest, StaysWhileOthersCommitAndShowsWhatTheyWrote) {
  const std::string before = mapped();
  ASSERT_NE(before, "");
  for (int number = 1; number <= 20; ++number) {
    write("UPDATE rows SET text = 'number " + std::to_string(number) + "' WHERE id = 1000");
    if (number % 2 == 0) into_the_file();
    {
      const auto transaction = reader_->begin_reading();
      ASSERT_TRUE(transaction);
      // Reads the schema, which unmaps, and no page that would be mapped.
      ASSERT_TRUE(reader_->number("SELECT rootpage FROM sqlite_schema"));
      EXPECT_EQ(mapped(), before) << "after commit " << number;
    }
    auto select = reader_->prepare("SELECT text FROM rows WHERE id = 1000");
    ASSERT_TRUE(select);
    ASSERT_TRUE(select->step().value_or(false));
    EXPECT_EQ(select->text(0), "number " + std::to_string(number));
  }
}

TEST_F(KeptMapTest, GrowsWithTheFile) {
  const std::string before = mapped();
  add_rows(2000);
  into_the_file();
  EXPECT_EQ(rows(), 4000);
  EXPECT_NE(mapped(), before) << "half of the file would be read instead";
  EXPECT_NE(mapped(), "");
}

TEST_F(KeptMapTest, EndsWhereTheFileEndsAfterItWasCompacted) {
  const std::string before = mapped();
  write("DELETE FROM rows WHERE id > 100");
  ASSERT_TRUE(writer_->compact());
  EXPECT_EQ(rows(), 100);
  EXPECT_EQ(text_bytes(), 99 * 500 + 4);
  EXPECT_NE(mapped(), before);
  add_rows(2000);
  EXPECT_EQ(rows(), 2100);
  EXPECT_EQ(text_bytes(), 2099 * 500 + 4);
}

}  // namespace
}  // namespace likely
