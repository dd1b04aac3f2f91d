#include "traits/condition.h"

#include <gtest/gtest.h>

#include <limits>

namespace likely {
namespace {

using Operator = Condition::Operator;

TEST(Conditions, Read) {
  const struct {
    const char* text;
    std::vector<Condition> expected;
  } rows[] = {
      {"Price > 100", {{"Price", Operator::kGreater, "100", 100.0}}},
      {"Price>=1e2", {{"Price", Operator::kGreaterOrEqual, "1e2", 100.0}}},
      {"Price <= -0.5", {{"Price", Operator::kLessOrEqual, "-0.5", -0.5}}},
      {"  Brand = Acme & Sons ", {{"Brand", Operator::kEqual, "Acme & Sons", {}}}},
      {"Brand != 'Acme'", {{"Brand", Operator::kNotEqual, "Acme", {}}}},
      {"Product Name = \"Pen, 'blue'\"", {{"Product Name", Operator::kEqual, "Pen, 'blue'", {}}}},
      {"'a=b' = 'it''s AND more'", {{"a=b", Operator::kEqual, "it's AND more", {}}}},
      {"Brand = ''", {{"Brand", Operator::kEqual, "", {}}}},
      {"Brand = LANDS END AND Price < 20",
       {{"Brand", Operator::kEqual, "LANDS END", {}}, {"Price", Operator::kLess, "20", 20.0}}},
      {"A = Andes and\tBand\tAND  B = 'AND'",
       {{"A", Operator::kEqual, "Andes", {}}, {"Band\tAND  B", Operator::kEqual, "AND", {}}}},
      {"A = 'x'AND B=2 and C = y",
       {{"A", Operator::kEqual, "x", {}},
        {"B", Operator::kEqual, "2", 2.0},
        {"C", Operator::kEqual, "y", {}}}}};
  for (const auto& row : rows) {
    const auto got = parse_conditions(row.text);
    ASSERT_TRUE(got) << row.text << ": " << got.error().message;
    EXPECT_EQ(*got, row.expected) << row.text;
  }
}

TEST(Conditions, Refused) {
  for (const char* text : {"", "Price", "Price >", "> 5", "Price > cheap", "Price < nan",
                           "Brand = 'open", "Brand = 'a' b", "A = 1 AND ", "A = b AND", "A = AND",
                           "A = 'x' AND'B' = 1", "'' = 1", "= =", "Price > 1e999"}) {
    const auto got = parse_conditions(text);
    ASSERT_FALSE(got) << text;
    EXPECT_EQ(got.error().code, ErrorCode::kUsage);
  }
}

Condition one(const char* text) { return parse_conditions(text)->front(); }

TEST(Conditions, Hold) {
  EXPECT_TRUE(holds(one("Price > 100"), 100.5));
  EXPECT_FALSE(holds(one("Price > 100"), 100.0));
  EXPECT_TRUE(holds(one("Price = 100.0"), 100.0));
  EXPECT_TRUE(holds(one("Price != 5"), 6.0));
  EXPECT_FALSE(holds(one("Price != 5"), std::numeric_limits<double>::quiet_NaN()));
  EXPECT_FALSE(holds(one("Price = cheap"), 5.0));
  EXPECT_TRUE(holds(one("Brand = Acme"), "Acme"));
  EXPECT_FALSE(holds(one("Brand = Acme"), "acme"));
  EXPECT_TRUE(holds(one("Brand != Acme"), "acme"));
  EXPECT_TRUE(holds(one("Size >= 10"), "10"));
  EXPECT_FALSE(holds(one("Size >= 10"), "large"));
}

}  // namespace
}  // namespace likely
