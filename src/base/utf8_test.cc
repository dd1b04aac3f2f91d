#include "base/utf8.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

TEST(Utf8, CutsBetweenCodePointsAndReplacesTheRest) {
  EXPECT_EQ(utf8_prefix("abc", 2), "ab");
  EXPECT_EQ(utf8_prefix("a€b", 3), "a");
  EXPECT_EQ(utf8_prefix("a€b", 4), "a€");
  EXPECT_EQ(utf8_prefix("a\xff\xe2\x82", 10), "a???");
  EXPECT_EQ(utf8_prefix("\xed\xa0\x80", 10), "???");  // a surrogate
  EXPECT_EQ(count_code_points("a€😀"), 3u);
  EXPECT_TRUE(is_valid_utf8("a€😀"));
  EXPECT_FALSE(is_valid_utf8("\xc0\x80"));
}

}  // namespace
}  // namespace likely
