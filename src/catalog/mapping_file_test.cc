#include "catalog/mapping_file.h"

#include <gtest/gtest.h>

#include "base/format.h"

namespace likely {
namespace {

constexpr const char* kToml = R"(
types."Weight" = "number"

[[interaction]]
event = "Order Completed"
key = "properties.products.$.product_id"
goal = true
columns."Zone" = "properties.products.$.zone"
columns."Brand" = "properties.products.$.brand"
columns."Price" = "properties.products.$.price"
quantity = "properties.products.$.quantity"

[[interaction]]
event = "Order Refunded"
key = "properties.sku"
columns."Weight" = "properties.weight"
effect = "removes"

[[interaction]]
event = "Products Searched"
query = "properties.query"
)";

TEST(MappingFile, ReadsToml) {
  const auto mapping = read_mapping(kToml, "m.toml");
  ASSERT_TRUE(mapping) << mapping.error().message;
  ASSERT_EQ(mapping->rules.size(), 3u);
  const InteractionRule& order = mapping->rules[0];
  EXPECT_EQ(order.event, "Order Completed");
  EXPECT_EQ(order.key, "properties.products.$.product_id");
  EXPECT_EQ(order.goal, true);
  EXPECT_EQ(order.quantity, "properties.products.$.quantity");
  EXPECT_EQ(order.effect, Effect::kAdds);
  EXPECT_EQ(mapping->rules[1].effect, Effect::kRemoves);
  EXPECT_FALSE(mapping->rules[1].goal);
  EXPECT_EQ(mapping->rules[2].query, "properties.query");
  std::string columns;
  for (const auto& column : mapping->columns) {
    columns += column.name + (column.type == ColumnType::kNumber ? "# " : " ");
  }
  EXPECT_EQ(columns, "Product Zone Brand Price# Weight# ") << "in order of first mention";
}

TEST(MappingFile, WritesWhatItReads) {
  const auto mapping = read_mapping(kToml, "m.toml");
  ASSERT_TRUE(mapping);
  const std::string toml = write_mapping_toml(*mapping);
  const auto again = read_mapping(toml, "again");
  ASSERT_TRUE(again) << again.error().message << "\n" << toml;
  EXPECT_EQ(write_mapping_toml(*again), toml);
  const std::string json = write_mapping_json(*mapping);
  const auto from_json = read_mapping(json, "json");
  ASSERT_TRUE(from_json) << from_json.error().message << "\n" << json;
  EXPECT_EQ(write_mapping_toml(*from_json), toml);
}

TEST(MappingFile, HostileNamesSurvive) {
  Mapping mapping;
  InteractionRule rule;
  rule.event = "a \"quoted\" \\ tab\t newline\n bell\x07 del\x7f é 😀 # ]";
  rule.key = "properties.id";
  rule.columns = {{"Co.l \"x\" = 1\n", "properties.\"a.b\""}};
  mapping.rules = {rule};
  mapping.columns = columns_of(mapping.rules, {});
  for (const auto& text : {write_mapping_toml(mapping), write_mapping_json(mapping)}) {
    const auto again = read_mapping(text, "again");
    ASSERT_TRUE(again) << again.error().message << "\n" << text;
    EXPECT_EQ(again->rules[0].event, rule.event);
    EXPECT_EQ(again->rules[0].columns[0].column, rule.columns[0].column);
    EXPECT_EQ(again->rules[0].columns[0].path, rule.columns[0].path);
  }
}

TEST(MappingFile, TypesMayStandInAnInteractionAndPriceMayBeText) {
  const auto mapping = read_mapping(R"([[interaction]]
event = "E"
key = "properties.id"
columns."Price" = "properties.price"
columns."Weight" = "properties.weight"
types."Weight" = "number"
types."Price" = "text")",
                                    "m");
  ASSERT_TRUE(mapping) << mapping.error().message;
  EXPECT_EQ(mapping->columns[1].type, ColumnType::kText);
  EXPECT_EQ(mapping->columns[2].type, ColumnType::kNumber);
}

std::string interactions(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    text += format("[[interaction]]\nevent = \"E{}\"\nkey = \"properties.id\"\n", i);
  }
  return text;
}

TEST(MappingFile, DeepKeysAreRefusedAndPointsInTextAreNot) {
  std::string deep = "[[interaction]]\n";
  for (int i = 0; i < 50000; ++i) deep += "a.";
  const auto refused = read_mapping(deep + "b = 1", "m.toml");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("m.toml line 2: a key of more"), std::string::npos);
  const std::string points(200, '.');
  EXPECT_TRUE(read_mapping("# " + points + "\n[[interaction]]\nevent = \"E\\\"" + points +
                               "\" # '" + points + "\nkey = 'properties.id'",
                           "m.toml"));
}

TEST(MappingFile, TenInteractionsAreTheMost) {
  EXPECT_TRUE(read_mapping(interactions(10), "m"));
  const auto eleven = read_mapping(interactions(11), "m");
  ASSERT_FALSE(eleven);
  EXPECT_EQ(eleven.error().code, ErrorCode::kUsage);
  EXPECT_NE(eleven.error().message.find("11 interactions; at most 10"), std::string::npos);
}

struct Case {
  const char* text;
  const char* says;  // a part of the message
};

class Refused : public testing::TestWithParam<Case> {};

TEST_P(Refused, SaysWhereAndWhat) {
  const auto mapping = read_mapping(GetParam().text, "m.toml");
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().code, ErrorCode::kUsage);
  EXPECT_NE(mapping.error().message.find(GetParam().says), std::string::npos)
      << mapping.error().message;
  EXPECT_TRUE(mapping.error().message.starts_with("m.toml")) << mapping.error().message;
}

#define HEAD "[[interaction]]\nevent = \"E\"\n"
#define BASE HEAD "key = \"properties.id\"\n"

INSTANTIATE_TEST_SUITE_P(
    Table, Refused,
    testing::Values(
        Case{"", "is empty"}, Case{"  \n", "is empty"}, Case{"event = 'E'", "`event`: not known"},
        Case{"# nothing", "no interactions"}, Case{"[[interaction]\n", "line 1: not TOML"},
        Case{"[[#", "line 1: not TOML"}, Case{"interaction = 3", "no interactions"},
        Case{"{\"interaction\":[}", "not JSON"}, Case{"{\"interaction\":[]}", "no interactions"},
        Case{"{\"interaction\":[3]}", "interaction 1: an interaction is no table"},
        Case{"{\"interaction\":[{\"event\":\"E\",\"event\":\"F\"}]}", "`event` is given twice"},
        Case{HEAD, "(\"E\"): `key`: is missing"},
        Case{"[[interaction]]\nkey = \"properties.id\"", "`event`: is missing"},
        Case{"[[interaction]]\nevent = \"\"", "`event`: is empty"},
        Case{HEAD "key = 3", "line 3: interaction 1 (\"E\"): `key`: must be a text"},
        Case{HEAD "key = \"product_id\"",
             "line 3: interaction 1 (\"E\"): `key`: path `product_id`"},
        Case{BASE "query = \"properties.q\"", "not both"},
        Case{HEAD "query = \"properties.q\"\nquantity = \"properties.n\"",
             "no columns and no quan"},
        Case{HEAD "query = \"properties.q.$.w\"", "not an array"},
        Case{BASE "colour = \"x\"",
             "line 4: interaction 1: `colour`: not known; an interaction may"},
        Case{BASE "goal = \"yes\"", "`goal`: must be true or false"},
        Case{BASE "effect = \"gone\"", "`effect`: must be \"adds\" or \"removes\""},
        Case{BASE "columns = 3", "`columns`: must be written as"},
        Case{BASE "columns.\"Brand\" = 3", "`columns.\"Brand\"`: must be a path"},
        Case{BASE "columns.\"Brand\" = \"brand\"", "line 4"},
        Case{BASE "columns.\"Product\" = \"properties.p\"", "the primary key itself"},
        Case{BASE "columns.\"B\" = \"properties.other.$.b\"", "another array than the key"},
        Case{BASE "types.\"W\" = \"number\"", "line 4: `types.\"W\"`: no interaction maps"},
        Case{BASE "types.\"Product\" = \"number\"", "always text"},
        Case{BASE "types.\"W\" = \"big\"", "must be \"number\" or \"text\""},
        Case{BASE BASE,
             "line 4: interaction 2 (\"E\"): `event`: is mapped already, by interaction 1"}));

}  // namespace
}  // namespace likely
