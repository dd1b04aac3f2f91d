#include "base/parse_json.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

std::string nested(size_t levels, const std::string& open, const std::string& close) {
  std::string text;
  for (size_t i = 0; i < levels; ++i) text += open;
  for (size_t i = 0; i < levels; ++i) text += close;
  return text;
}

TEST(Json, IsReadDownToItsDeepestLevelAndNoFurther) {
  for (const auto& [open, close] : {std::pair("[", "]"), std::pair("{\"a\":", "}")}) {
    const std::string value = *open == '[' ? "" : "1";
    const auto of = [&](size_t levels) {
      std::string text = nested(levels, open, "") + value + nested(levels, close, "");
      return parse_json(text);
    };
    EXPECT_TRUE(of(kJsonLevels)) << open;
    for (const size_t levels : {kJsonLevels + 1, size_t{1'000'000}}) {
      ASSERT_FALSE(of(levels)) << open;
      EXPECT_EQ(of(levels).error().message, "is nested deeper than 64 levels");
    }
  }
}

TEST(Json, BracketsSideBySideOrInsideTextsDoNotNest) {
  std::string wide =
      "[" + nested(1000, "[],", "") + R"("\\\"[[[[", ")" + nested(100, "[{", "") + "\"]";
  EXPECT_TRUE(parse_json(wide)) << wide;
}

TEST(Json, WhatIsNoJsonIsRefused) {
  for (const char* text : {"", "{", "]]]]", "nul", "{\"a\":1e999}", "\"\\", "[\"\xff\"]"}) {
    const auto read = parse_json(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().message, "is no JSON") << text;
  }
}

}  // namespace
}  // namespace likely
