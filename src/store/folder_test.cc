#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "store/line_file.h"
#include "store/marked_folder.h"

namespace likely {
namespace {

namespace fs = std::filesystem;

class FolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = (fs::temp_directory_path() / ("folder_test_" + std::to_string(getpid()))).string();
    fs::remove_all(root_);
  }
  void TearDown() override { fs::remove_all(root_); }
  std::string root_;
};

TEST_F(FolderTest, StartsAfreshOnlyInItsOwnFolder) {
  ASSERT_TRUE(start_marked_folder(root_ + "/a/b", ".mark"));
  std::ofstream(root_ + "/a/b/left") << "over";
  fs::create_directories(root_ + "/a/b/deep/er");
  ASSERT_TRUE(start_marked_folder(root_ + "/a/b", ".mark"));
  EXPECT_FALSE(fs::exists(root_ + "/a/b/left"));
  EXPECT_FALSE(fs::exists(root_ + "/a/b/deep"));
  EXPECT_TRUE(fs::exists(root_ + "/a/b/.mark"));
}

TEST_F(FolderTest, LeavesOthersAlone) {
  fs::create_directories(root_ + "/papers");
  std::ofstream(root_ + "/papers/thesis") << "years of work";
  const auto started = start_marked_folder(root_ + "/papers", ".mark");
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::kConflict);
  EXPECT_TRUE(fs::exists(root_ + "/papers/thesis"));
  EXPECT_FALSE(fs::exists(root_ + "/papers/.mark"));
}

TEST_F(FolderTest, AnEmptyFolderIsTaken) {
  fs::create_directories(root_ + "/empty");
  EXPECT_TRUE(start_marked_folder(root_ + "/empty", ".mark"));
}

TEST_F(FolderTest, LinesAreThereAfterCommitOnly) {
  ASSERT_TRUE(make_folder(root_));
  const std::string path = root_ + "/lines.txt";
  {
    auto file = LineFile::create(path);
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->add("one"));
    EXPECT_FALSE(fs::exists(path));
  }
  EXPECT_TRUE(fs::is_empty(root_));  // dropped without commit: nothing left
  auto file = LineFile::create(path);
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->add("one"));
  ASSERT_TRUE(file->add("two"));
  EXPECT_EQ(file->bytes(), 8u);
  ASSERT_TRUE(file->commit());
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_EQ(text.str(), "one\ntwo\n");
}

TEST_F(FolderTest, CompressesByName) {
  ASSERT_TRUE(make_folder(root_));
  const std::string path = root_ + "/lines.zst";
  auto file = LineFile::create(path);
  ASSERT_TRUE(file);
  for (int i = 0; i < 300'000; ++i) ASSERT_TRUE(file->add("the same line again"));
  ASSERT_TRUE(file->commit());
  std::ifstream in(path, std::ios::binary);
  char magic[4] = {};
  in.read(magic, 4);
  EXPECT_EQ(std::string_view(magic, 4), "\x28\xb5\x2f\xfd");
  EXPECT_LT(fs::file_size(path), 100'000u);
}

}  // namespace
}  // namespace likely
