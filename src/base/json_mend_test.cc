#include "base/json_mend.h"

#include <gtest/gtest.h>

#include "base/json_view.h"

namespace likely {
namespace {

TEST(MendJson, PutsRightWhatWasMeant) {
  const struct {
    const char* text;
    const char* mended;
  } cases[] = {
      {R"("\ud83c")", R"("\ufffd")"},
      {R"("\udf89 x")", R"("\ufffd x")"},
      {R"("\ud83c\ud83c\udf89")", R"("\ufffd\ud83c\udf89")"},
      {R"("\uD83C\uDF89")", R"("\uD83C\uDF89")"},
      {R"("\ud83c\\udf89")", R"("\ufffd\\udf89")"},
      {R"("\\ud83c")", R"("\\ud83c")"},
      {R"("a \" 99999999999999999999")", R"("a \" 99999999999999999999")"},
      {"[18446744073709551615,18446744073709551616]",
       "[18446744073709551615,18446744073709551616e0]"},
      {"[-9223372036854775808,-9223372036854775809]",
       "[-9223372036854775808,-9223372036854775809e0]"},
      {"[99999999999999999999.5,99999999999999999999e3]",
       "[99999999999999999999.5,99999999999999999999e3]"},
  };
  JsonParser parser;
  for (const auto& one : cases) {
    EXPECT_EQ(mend_json(one.text), one.mended);
    EXPECT_TRUE(parser.parse(one.mended)) << one.mended;
  }
}

TEST(MendJson, LeavesWhatIsNoJson) {
  for (const char* text : {"", "\"", "\"\\", "\"\\u", "\"\\ud83", "\"\\uzzzz\"", "-",
                           "{\"a\":1e400}", "01-2", "1e", "}{", "\xff"}) {
    EXPECT_EQ(mend_json(text), text);
  }
  EXPECT_EQ(mend_json("\"\\ud83c"), "\"\\ufffd");
}

TEST(SplitArray, TakesAnObjectApart) {
  const auto split = split_array(
      R"( {"a":{"batch":[0]}, "batch" : [ {"x":"]},{"} ,1e400 , [[}],"\"",] , "batch":[1],"b":"\\"} )",
      "batch");
  ASSERT_TRUE(split);
  EXPECT_EQ(split->elements,
            (std::vector<std::string_view>{R"({"x":"]},{"})", "1e400", "[[}]", R"("\"")", ""}));
  EXPECT_EQ(split->rest, R"( {"a":{"batch":[0]}, "batch" : [] , "batch":[1],"b":"\\"} )");
  const auto empty = split_array(R"({"batch":[ ]})", "batch");
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->elements.empty());
}

TEST(SplitArray, IsNothingWhereBracketsDoNotAddUp) {
  for (const char* text :
       {"", "[]", "{}", "{\"batch\":1}", "{\"batch\":[1}", "{\"batch\":[1]", "{\"batch\":[1]]}",
        "{\"batch\":[\"]}", "{\"batch\":[1]}}", "{\"batch\":[1]} x", "{\"batch\"[1]}", "{\"batch",
        "{\"batch\":", "{\"batch\":[", "{\"batch\":[1,", "{\"a\":\"\\", "{batch:[1]}",
        "{\"batch\":[{\"a\":1]},{\"b\":2}]}"}) {
    EXPECT_FALSE(split_array(text, "batch")) << text;
  }
  const std::string deep(500'000, '[');
  EXPECT_FALSE(split_array("{\"batch\":" + deep, "batch"));
}

}  // namespace
}  // namespace likely
