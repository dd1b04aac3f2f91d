#include "traits/exclusion.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

const std::vector<Interactions::Rule> kRules = {{.event = "Product Viewed"},
                                                {.event = "Order Completed", .goal = true},
                                                {.event = "Order Refunded", .removes = true},
                                                {.event = "Viewed:7"}};
constexpr TimeUs kNow = 1000 * kDayUs;

TEST(PastExclusion, Read) {
  const struct {
    const char* text;
    std::vector<size_t> rules;
    TimeUs since;
  } rows[] = {{"purchased", {1}, kEver},
              {"purchased:90", {1}, 910 * kDayUs},
              {"Product Viewed", {0}, kEver},
              {"Product Viewed:1", {0}, 999 * kDayUs},
              {"Order Refunded:30", {2}, 970 * kDayUs},
              {"Viewed:7", {3}, kEver},
              {"Viewed:7:7", {3}, 993 * kDayUs}};
  for (const auto& row : rows) {
    const auto got = parse_past_exclusion(row.text, kRules, kNow);
    ASSERT_TRUE(got) << row.text;
    EXPECT_EQ(got->rules, row.rules) << row.text;
    EXPECT_EQ(got->since, row.since) << row.text;
  }
}

TEST(PastExclusion, RefusedWithTheMappedEvents) {
  for (const char* text : {"", "bought", "bought:9", "product viewed"}) {
    const auto got = parse_past_exclusion(text, kRules, kNow);
    ASSERT_FALSE(got) << text;
    EXPECT_EQ(got.error().code, ErrorCode::kUnknown);
    EXPECT_NE(got.error().message.find("Order Completed"), std::string::npos);
  }
  for (const char* text :
       {"purchased:", "purchased:0", "purchased:-1", "purchased:x", "purchased:99999999999"}) {
    EXPECT_FALSE(parse_past_exclusion(text, kRules, kNow)) << text;
  }
}

TEST(TraitCount, OneToFifty) {
  EXPECT_EQ(*parse_trait_count("1"), 1);
  EXPECT_EQ(*parse_trait_count("50"), 50);
  for (const char* text : {"0", "51", "-1", "ten", "", "5.5"}) {
    EXPECT_FALSE(parse_trait_count(text)) << text;
  }
}

}  // namespace
}  // namespace likely
