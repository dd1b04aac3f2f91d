// What backtests and exclusions read from interactions: past windows, rules, attributes of values.

#include <gtest/gtest.h>

#include <cmath>

#include "pipeline/backtest_column.h"
#include "pipeline/fake_model.h"
#include "pipeline/item_attributes.h"
#include "pipeline/past_window.h"

namespace likely {
namespace {

constexpr TimeUs kCut = 100 * kDayUs;
constexpr TimeUs kUntil = 130 * kDayUs;
constexpr uint8_t kView = 0, kOrder = 1, kRefund = 2;

// Profiles 10, 11, 12 (the last one only after the cut); products A, B, C of brands X, X, Y.
class PastTest : public testing::Test {
 protected:
  PastTest() {
    data_.rules = {
        {.event = "View"}, {.event = "Order", .goal = true}, {.event = "Refund", .removes = true}};
    data_.profiles = {10, 11, 12};
    data_.texts = {{.name = "Product", .values = {"A", "B", "C"}},
                   {.name = "Brand", .values = {"X", "Y"}}};
    data_.numbers = {{.name = "Price"}};
    add(0, 50, kView, 0, 5);
    add(0, 50, kOrder, 0, 6);
    add(0, 90, kOrder, 0, 7);
    add(0, 95, kView, 1, NAN);
    add(0, 110, kOrder, 1, 9);
    add(1, 20, kView, 2, 30);
    add(1, 105, kOrder, 0, 8);
    add(1, 140, kOrder, 2, 99);
    add(1, 120, kRefund, 2, 30);
    add(2, 101, kOrder, 0, 8);
  }

  void add(uint32_t profile, int day, uint8_t rule, uint32_t product, float price) {
    data_.profile.push_back(profile);
    data_.at.push_back(day * kDayUs);
    data_.rule.push_back(rule);
    data_.effect.push_back(rule == kRefund ? -1 : 1);
    data_.quantity.push_back(1);
    data_.texts[0].code.push_back(product);
    data_.texts[1].code.push_back(product == 2 ? 1 : 0);
    data_.numbers[0].value.push_back(price);
  }

  std::vector<bool> allowed(const ColumnModel& column, const char* text) {
    const std::vector<std::vector<Condition>> lists = {*parse_conditions(text)};
    const auto got = allowed_values(data_, kCut, column, lists);
    EXPECT_TRUE(got) << got.error().message;
    return *got;
  }

  Interactions data_;
  const FakeModel model_{kCut, {10, 11}};
  const FakeColumn product_{"Product", {"A", "B", "C"}};
};

TEST_F(PastTest, TheWindowSeesWhatWasKnownAndWhatThenHappened) {
  const PastWindow window(data_, model_, product_, kCut, kUntil);
  EXPECT_EQ(window.profile_count(), 2u);
  EXPECT_EQ(window.conversions(), 2u);
  ASSERT_EQ(window.buyers(0).size(), 1u);
  EXPECT_EQ(window.buyers(0)[0], 1u);
  EXPECT_EQ(window.buyers(1)[0], 0u);
  EXPECT_TRUE(window.buyers(2).empty());
  EXPECT_EQ(window.touches(0).size(), 3u);
  EXPECT_EQ(window.recent_buyers(0), 1u);
  EXPECT_EQ(window.recent_buyers(2), 0u);
}

TEST_F(PastTest, ValuesThatTheModelNeverSawAreJudgedToo) {
  const FakeColumn known("Product", {"A"});
  const PastWindow window(data_, model_, known, kCut, kUntil);
  EXPECT_EQ(window.value_count(), 3u);
  EXPECT_EQ(window.text(1), "B");
  EXPECT_EQ(window.buyers(1).size(), 1u);
}

TEST_F(PastTest, RulesOrderPeopleAsTheySay) {
  const Touch touches[] = {{0, 40 * kDayUs}, {0, 40 * kDayUs + 5}, {0, 90 * kDayUs}};
  EXPECT_DOUBLE_EQ(own_score(touches, 0, kCut), 0);
  EXPECT_DOUBLE_EQ(own_score(touches, 1, kCut), 1 / 11.0);
  EXPECT_NEAR(own_score(touches, 2, kCut), 1 + std::exp2(-10 / 60.0), 1e-6);
  EXPECT_DOUBLE_EQ(own_score(touches, 3, kCut), 2);
  EXPECT_DOUBLE_EQ(own_score({}, 3, kCut), 0);
  const PastWindow window(data_, model_, product_, kCut, kUntil);
  for (size_t rule = 1; rule < kRules; ++rule) {
    EXPECT_GT(rule_scores(window, rule, 0)[0], rule_scores(window, rule, 0)[1]) << rule;
    EXPECT_LT(rule_scores(window, rule, 2)[0], rule_scores(window, rule, 2)[1]) << rule;
  }
}

TEST_F(PastTest, AttributesAreThoseOfTheLatestInteractionBeforeNow) {
  EXPECT_EQ(allowed(product_, "Price > 6"), (std::vector<bool>{false, true, false}));
  EXPECT_EQ(allowed(product_, "Price > 7"), (std::vector<bool>{true, true, false}));
  EXPECT_EQ(allowed(product_, "Brand = X"), (std::vector<bool>{false, false, true}));
  EXPECT_EQ(allowed(product_, "Brand = X AND Price < 100"), (std::vector<bool>{false, true, true}));
  EXPECT_EQ(allowed(product_, "Product != B"), (std::vector<bool>{false, true, false}));
}

TEST_F(PastTest, TheItemFeedKnowsBetter) {
  data_.numbers[0].of_item = {1, 2, NAN};
  data_.texts[1].of_item = {1, kNoValue, kNoValue};
  EXPECT_EQ(allowed(product_, "Price <= 2"), (std::vector<bool>{false, false, true}));
  EXPECT_EQ(allowed(product_, "Price >= 30"), (std::vector<bool>{true, true, false}));
  EXPECT_EQ(allowed(product_, "Brand = Y"), (std::vector<bool>{false, true, false}));
}

TEST_F(PastTest, OtherColumnsHaveTheirOwnAttributes) {
  const FakeColumn brand("Brand", {"X", "Y", "Z"});
  EXPECT_EQ(allowed(brand, "Price >= 30"), (std::vector<bool>{true, false, true}));
  EXPECT_EQ(allowed(brand, "Brand = X"), (std::vector<bool>{false, true, true}));
}

TEST_F(PastTest, UnmappedColumnsAreRefused) {
  const std::vector<std::vector<Condition>> lists = {*parse_conditions("Colour = red")};
  const auto got = allowed_values(data_, kCut, product_, lists);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::kUnknown);
  EXPECT_NE(got.error().message.find("Product, Brand, Price"), std::string::npos);
}

TEST_F(PastTest, TooLittleToJudgeIsSaid) {
  NoProgress progress;
  const PastWindow window(data_, model_, product_, kCut, kUntil);
  const ColumnBacktest result = judge_column(model_, product_, window, 2, progress);
  EXPECT_TRUE(result.low_data);
  EXPECT_EQ(result.values, 0);
  EXPECT_EQ(result.customers, 2u);
  EXPECT_EQ(result.methods.size(), kRules + 1);
  // Lists are A, B, C; person 10 bought B, person 11 bought A.
  EXPECT_NEAR(result.methods[0].trait.ndcg, (1 + 1 / std::log2(3)) / 2, 1e-12);
}

}  // namespace
}  // namespace likely
