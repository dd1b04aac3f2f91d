#include "catalog/path.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

struct Case {
  const char* text;
  const char* segments;  // names joined by "/", arrays by "|"; nullptr: refused
};

class PathParse : public testing::TestWithParam<Case> {};

TEST_P(PathParse, SplitsOrRefuses) {
  const auto path = Path::parse(GetParam().text);
  if (GetParam().segments == nullptr) {
    EXPECT_FALSE(path);
    return;
  }
  ASSERT_TRUE(path) << path.error().message;
  std::string shown;
  for (const auto& segment : path->segments()) {
    if (&segment != &path->segments().front()) shown += '|';
    for (const auto& name : segment) shown += "/" + name;
  }
  EXPECT_EQ(shown, GetParam().segments);
}

INSTANTIATE_TEST_SUITE_P(
    Table, PathParse,
    testing::Values(Case{"properties.product_id", "/properties/product_id"},
                    Case{"properties.a.b", "/properties/a/b"},
                    Case{"context.page.url", "/context/page/url"}, Case{"traits.x", "/traits/x"},
                    Case{"properties.Product Name", "/properties/Product Name"},
                    Case{"properties.products.$.sku", "/properties/products|/sku"},
                    Case{"properties.ids.$", "/properties/ids|"},
                    Case{"properties.o.$.lines.$.id", "/properties/o|/lines|/id"},
                    Case{R"(properties."unit.price")", "/properties/unit.price"},
                    Case{R"(properties."a\"b".c)", R"(/properties/a"b/c)"},
                    Case{R"(properties."$")", "/properties/$"}, Case{"", nullptr},
                    Case{"product_id", nullptr}, Case{"properties", nullptr},
                    Case{"properties.", nullptr}, Case{"properties..a", nullptr},
                    Case{"properties.$.a", nullptr}, Case{"properties.a.$.$.b", nullptr},
                    Case{"$.properties.a", nullptr}, Case{R"(properties."a)", nullptr},
                    Case{R"(properties."a"b)", nullptr}));

TEST(Path, JoinsAsItReads) {
  const std::vector<std::string> names{"properties", "unit.price", "$", "plain name"};
  EXPECT_EQ(join_path(names), R"(properties."unit.price".$.plain name)");
}

TEST(Path, WalksObjectsAndElements) {
  JsonParser parser;
  const auto body = parser.parse(R"({"properties":{"a":{"b":7},"list":[{"c":"x"},{"c":"y"}]}})");
  ASSERT_TRUE(body);
  const auto cell = [&](const char* text) -> std::string {
    const auto found = walk(*body, Path::parse(text)->segments()[0]);
    return found ? found->to_json() : "nothing";
  };
  EXPECT_EQ(cell("properties.a.b"), "7");
  EXPECT_EQ(cell("properties.list.1.c"), R"("y")");
  EXPECT_EQ(cell("properties.list.2.c"), "nothing");
  EXPECT_EQ(cell("properties.list.c"), "nothing");
  EXPECT_EQ(cell("properties.a.b.c"), "nothing");
}

}  // namespace
}  // namespace likely
