#include "store/uploads.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/temp_folder_for_test.h"
#include "store/atomic_file.h"

namespace likely {
namespace {

TEST(Uploads, GrowPartByPartAndGo) {
  const TempFolder folder;
  const Uploads uploads(folder.path());
  const std::string id = *uploads.start("orders.csv");
  EXPECT_EQ(uploads.append(id, "a,b\n", 10), 4u);
  EXPECT_EQ(uploads.append(id, "1,2\n", 10), 8u);
  EXPECT_EQ(uploads.append(id, "3,4\n", 10).error().code, ErrorCode::kUsage);
  const std::string path = *uploads.path_of(id);
  EXPECT_TRUE(path.ends_with("/orders.csv"));
  EXPECT_EQ(*read_file(path), "a,b\n1,2\n");
  uploads.sweep(3600);
  EXPECT_TRUE(uploads.path_of(id));
  uploads.sweep(-1);
  EXPECT_EQ(uploads.path_of(id).error().code, ErrorCode::kNotFound);
}

TEST(Uploads, StayBelowTheirFolderWhateverTheirName) {
  const TempFolder folder;
  const Uploads uploads(folder.path());
  for (const char* name : {"", "..", "../../x", "/etc/passwd", ".hidden", "a\nb", "\xff.csv"}) {
    const std::string path = *uploads.path_of(*uploads.start(name));
    EXPECT_TRUE(path.starts_with(folder.path() + "/uploads/up_")) << path;
    EXPECT_EQ(path.find(".."), std::string::npos) << path;
    EXPECT_EQ(path.find_first_of("\n\xff"), std::string::npos) << path;
  }
  for (const char* id : {"", "..", "up_", "up_../../../../etc", "up_0123456789ABCDEF"}) {
    EXPECT_EQ(uploads.path_of(id).error().code, ErrorCode::kNotFound) << id;
    uploads.remove(id);
  }
}

}  // namespace
}  // namespace likely
