#include "base/inflate.h"

#include <gtest/gtest.h>

#include "base/gzip_for_test.h"

namespace likely {
namespace {

using Format = BodyInflater::Format;
using Status = BodyInflater::Status;
constexpr size_t kPlenty = 1 << 20;

TEST(BodyInflater, ReadsEveryWrapperInAnyPieces) {
  const std::string text = std::string(100'000, 'a') + "the end";
  struct Case {
    Format format;
    int window_bits;
  };
  for (const Case& one :
       {Case{Format::kGzip, 31}, {Format::kDeflate, 15}, {Format::kDeflate, -15}}) {
    const std::string packed = gzip_for_test(text, one.window_bits);
    for (const size_t piece : {size_t{1}, size_t{7}, packed.size()}) {
      BodyInflater inflater(one.format);
      std::string out;
      for (size_t at = 0; at < packed.size(); at += piece) {
        ASSERT_EQ(inflater.feed(std::string_view(packed).substr(at, piece), out, kPlenty),
                  Status::kMore);
      }
      EXPECT_EQ(out, text);
      EXPECT_TRUE(inflater.at_end());
    }
  }
}

TEST(BodyInflater, StopsAtTheLimit) {
  const std::string bomb = gzip_for_test(std::string(10 << 20, '\0'));
  BodyInflater inflater(Format::kGzip);
  std::string out;
  EXPECT_EQ(inflater.feed(bomb, out, 1'000'000), Status::kTooLarge);
  EXPECT_LE(out.size(), 1'000'000u);
  BodyInflater exact(Format::kGzip);
  out.clear();
  EXPECT_EQ(exact.feed(gzip_for_test("12345"), out, 5), Status::kMore);
  EXPECT_EQ(out, "12345");
}

TEST(BodyInflater, JoinsMembersAndSeesDamage) {
  std::string out;
  BodyInflater two(Format::kGzip);
  EXPECT_EQ(two.feed(gzip_for_test("ab") + gzip_for_test("cd"), out, kPlenty), Status::kMore);
  EXPECT_EQ(out, "abcd");
  EXPECT_TRUE(two.at_end());

  const std::string packed = gzip_for_test("abcdefgh");
  BodyInflater cut(Format::kGzip);
  EXPECT_EQ(cut.feed(packed.substr(0, packed.size() - 4), out, kPlenty), Status::kMore);
  EXPECT_FALSE(cut.at_end());
  BodyInflater garbage_after(Format::kGzip);
  EXPECT_EQ(garbage_after.feed(packed + "garbage", out, kPlenty), Status::kDamaged);
  BodyInflater after_deflate(Format::kDeflate);
  EXPECT_EQ(after_deflate.feed(gzip_for_test("ab", 15) + "x", out, kPlenty), Status::kDamaged);
  BodyInflater no_gzip(Format::kGzip);
  EXPECT_EQ(no_gzip.feed("{\"type\":1}", out, kPlenty), Status::kDamaged);
}

}  // namespace
}  // namespace likely
