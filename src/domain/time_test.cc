#include "domain/time.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

struct Case {
  const char* text;
  const char* expected;  // what format_time gives, or nullptr: refused
};

class ParseTime : public testing::TestWithParam<Case> {};

TEST_P(ParseTime, ReadsOrRefuses) {
  const auto at = parse_time(GetParam().text);
  if (GetParam().expected == nullptr) {
    EXPECT_FALSE(at) << format_time(*at);
  } else {
    ASSERT_TRUE(at);
    EXPECT_EQ(format_time(*at), GetParam().expected);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, ParseTime,
    testing::Values(
        Case{"2017-03-01", "2017-03-01T00:00:00Z"}, Case{"2017/03/01", "2017-03-01T00:00:00Z"},
        Case{"2017-03-01T10:20:30.125Z", "2017-03-01T10:20:30.125Z"},
        Case{"2017-03-01 10:20:30 UTC", "2017-03-01T10:20:30Z"},
        Case{"2017-03-01T10:20", "2017-03-01T10:20:00Z"},
        Case{"2017-03-01T10:20:30+02:00", "2017-03-01T08:20:30Z"},
        Case{"2017-03-01T10:20:30-0530", "2017-03-01T15:50:30Z"},
        Case{"1488363630", "2017-03-01T10:20:30Z"},
        Case{"1488363630125", "2017-03-01T10:20:30.125Z"},
        Case{"1.48836363e9", "2017-03-01T10:20:30Z"}, Case{"1970-01-01", "1970-01-01T00:00:00Z"},
        Case{"2024-02-29", "2024-02-29T00:00:00Z"}, Case{"2023-02-29", nullptr},
        Case{"2017-13-01", nullptr}, Case{"2017-03-01T25:00:00", nullptr},
        Case{"yesterday", nullptr}, Case{"", nullptr}, Case{"12/31/2017", nullptr},
        Case{"nan", nullptr}, Case{"1e400", nullptr}, Case{"2017-03-01T10:20:30Q", nullptr}));

TEST(ParseTimeByFormat, ReadsOrRefuses) {
  const auto read = [](const char* text, const char* pattern) {
    const auto at = parse_time(text, pattern);
    return at ? format_time(*at) : std::string("refused");
  };
  EXPECT_EQ(read("31/12/2017 18:05", "%d/%m/%Y %H:%M"), "2017-12-31T18:05:00Z");
  EXPECT_EQ(read("12/31/2017", "%m/%d/%Y"), "2017-12-31T00:00:00Z");
  EXPECT_EQ(read("2017-12-31 02:00 +0200", "%Y-%m-%d %H:%M %z"), "2017-12-31T00:00:00Z");
  EXPECT_EQ(read("31/02/2017", "%d/%m/%Y"), "refused");
  EXPECT_EQ(read("12/31/2017x", "%m/%d/%Y"), "refused");
  EXPECT_EQ(read("", "%m/%d/%Y"), "refused");
}

}  // namespace
}  // namespace likely
