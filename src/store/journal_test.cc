#include "store/journal.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/temp_folder_for_test.h"
#include "store/atomic_file.h"

namespace likely {
namespace {

namespace fs = std::filesystem;

class JournalTest : public testing::Test {
 protected:
  std::string folder() const { return root_.path() + "/journal"; }
  std::string segment(int number) const {
    char name[32];
    std::snprintf(name, sizeof(name), "/%016x.log", number);
    return folder() + name;
  }
  static std::vector<JournalEntry> entries(int from, int count) {
    std::vector<JournalEntry> made;
    for (int i = from; i < from + count; ++i) {
      made.push_back({.received_at = i,
                      .source = "shop",
                      .kind = i % 2 == 0 ? "track" : "",
                      .body = std::string(static_cast<size_t>(i % 50), 'x') + std::to_string(i)});
    }
    return made;
  }
  // The receipts of all that the journal holds.
  static Result<std::vector<TimeUs>> receipts(const Journal& journal, size_t bytes = 1 << 20) {
    std::vector<TimeUs> found;
    JournalPosition at = journal.begin();
    while (true) {
      ASSIGN(const auto records, journal.read(at, bytes));
      if (records.empty()) return found;
      for (const auto& record : records) found.push_back(record.entry.received_at);
    }
  }
  void append_bytes(int number, std::string_view bytes) {
    std::ofstream(segment(number), std::ios::binary | std::ios::app) << bytes;
  }

  TempFolder root_;
};

TEST_F(JournalTest, ReadsBackWhatWasAppended) {
  auto journal = Journal::open(folder()).value();
  ASSERT_TRUE(journal->append(entries(0, 3)));
  ASSERT_TRUE(journal->append(entries(3, 100)));
  JournalPosition at = journal->begin();
  const auto records = journal->read(at, 1 << 20).value();
  ASSERT_EQ(records.size(), 103u);
  EXPECT_EQ(records[7].entry.body, "xxxxxxx7");
  EXPECT_EQ(records[7].entry.source, "shop");
  EXPECT_EQ(records[6].entry.kind, "track");
  EXPECT_EQ(records[7].entry.kind, "");
  EXPECT_EQ(at, journal->end());
  EXPECT_EQ(journal->bytes_after(at), 0u);
  EXPECT_EQ(receipts(*journal, 10).value().size(), 103u);  // in small steps too
}

TEST_F(JournalTest, GoesOnAfterItWasOpenedAgain) {
  ASSERT_TRUE(Journal::open(folder()).value()->append(entries(0, 5)));
  auto journal = Journal::open(folder()).value();
  ASSERT_TRUE(journal->append(entries(5, 5)));
  const auto found = receipts(*journal).value();
  ASSERT_EQ(found.size(), 10u);
  for (TimeUs i = 0; i < 10; ++i) EXPECT_EQ(found[static_cast<size_t>(i)], i);
}

TEST_F(JournalTest, DropsWhatIsBefore) {
  auto journal = Journal::open(folder()).value();
  ASSERT_TRUE(journal->append(entries(0, 5)));
  ASSERT_TRUE(journal->rotate());
  ASSERT_TRUE(journal->append(entries(5, 1)));
  EXPECT_TRUE(has_journal(folder()).value());
  ASSERT_TRUE(journal->drop_before({2, 0}));
  EXPECT_EQ(receipts(*journal).value(), std::vector<TimeUs>{5});
  EXPECT_FALSE(fs::exists(segment(1)));
}

TEST_F(JournalTest, CutsOffWhatIsTorn) {
  ASSERT_TRUE(Journal::open(folder()).value()->append(entries(0, 5)));
  const std::string whole = read_file(segment(1)).value();
  for (const size_t cut : {1u, 3u, 20u, 40u}) {
    fs::remove_all(folder());
    ASSERT_TRUE(Journal::open(folder()).value()->append(entries(0, 5)));
    fs::resize_file(segment(1), whole.size() - cut);
    auto journal = Journal::open(folder());
    ASSERT_TRUE(journal) << journal.error().message;
    EXPECT_EQ(receipts(**journal).value().size(), 4u) << cut;
  }
  append_bytes(2, "LJR1 and then nothing of sense");
  EXPECT_EQ(receipts(*Journal::open(folder()).value()).value().size(), 4u);
}

TEST_F(JournalTest, SaysWhatIsDamaged) {
  {
    auto journal = Journal::open(folder()).value();
    ASSERT_TRUE(journal->append(entries(0, 5)));
    ASSERT_TRUE(journal->append(entries(5, 5)));  // says that the first five are on disk
  }
  std::string bytes = read_file(segment(1)).value();
  bytes[60] ^= 1;
  std::ofstream(segment(1), std::ios::binary) << bytes;
  const auto journal = Journal::open(folder());
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().code, ErrorCode::kUnusable);
  EXPECT_NE(journal.error().message.find("damaged"), std::string::npos);
}

}  // namespace
}  // namespace likely
