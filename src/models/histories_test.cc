#include "models/histories.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/shop_for_test.h"

namespace likely {
namespace {

constexpr TimeUs kStart = 100 * kDayUs;

// One profile: views value 0 on day 0, buys it on days 10 and 20, returns it on day 21.
Interactions one_profile() {
  Interactions data;
  data.rules = {
      {"View", false, false, false}, {"Buy", true, false, false}, {"Return", false, true, false}};
  data.profiles = {5};
  data.texts.push_back({"Product", {"a"}, {}, {}});
  const int days[] = {0, 10, 20, 21};
  const uint8_t rules[] = {0, 1, 1, 2};
  for (int k = 0; k < 4; ++k) {
    data.profile.push_back(0);
    data.at.push_back(kStart + days[k] * kDayUs);
    data.rule.push_back(rules[k]);
    data.effect.push_back(rules[k] == 2 ? -1 : 1);
    data.quantity.push_back(2);
    data.texts[0].code.push_back(0);
  }
  return data;
}

Cell cell_at(int day) {
  const Interactions data = one_profile();
  const auto rows = make_column_rows(data, data.texts[0].code, 1, 1);
  const auto histories = build_histories(data, rows, kStart + day * kDayUs, 1);
  return histories.cells.size() == 0 ? Cell{} : histories.cells[0];
}

TEST(Histories, CountWhatHappenedBeforeTheCutOnly) {
  const Cell cell = cell_at(30);
  EXPECT_FLOAT_EQ(cell.first_days, 30);
  EXPECT_FLOAT_EQ(cell.last_days, 9);  // the return is a touch
  EXPECT_FLOAT_EQ(cell.last_goal_days, 10);
  EXPECT_FLOAT_EQ(cell.active_days, 3);  // … but no active day
  EXPECT_FLOAT_EQ(cell.goals, 2);
  EXPECT_FLOAT_EQ(cell.others, 1);
  EXPECT_FLOAT_EQ(cell.removals, 1);
  EXPECT_FLOAT_EQ(cell.units, 4);
  EXPECT_FLOAT_EQ(cell_at(10).goals, 0);  // an event at the cut lies after it
  EXPECT_FLOAT_EQ(cell_at(11).goals, 1);
}

TEST(Histories, SumsDecayByHalfLives) {
  const Cell cell = cell_at(20 + 14);
  EXPECT_NEAR(cell.goal_14d, 0.5 + std::pow(2, -24.0 / 14), 1e-6);
  EXPECT_NEAR(cell.goal_60d, std::pow(2, -14.0 / 60) + std::pow(2, -24.0 / 60), 1e-6);
  EXPECT_NEAR(cell.any_60d - cell.goal_60d, std::pow(2, -34.0 / 60), 1e-6);
}

TEST(Histories, NobodyHasOneBeforeTheFirstEvent) {
  const Interactions data = one_profile();
  const auto rows = make_column_rows(data, data.texts[0].code, 1, 1);
  EXPECT_EQ(build_histories(data, rows, kStart, 1).cells.size(), 0u);
  EXPECT_FALSE(build_activity(data, kStart, 1)[0].eligible());
  EXPECT_TRUE(build_activity(data, kStart + 1, 1)[0].eligible());
}

TEST(Histories, AnyNumberOfThreadsGivesTheSameCells) {
  const Interactions shop = make_shop(700, 60);
  const auto rows = make_column_rows(shop, shop.texts[0].code, shop.texts[0].values.size(), 2);
  const auto one = build_histories(shop, rows, shop.last_event, 1);
  const auto two = build_histories(shop, rows, shop.last_event, 2);
  ASSERT_EQ(one.cells.size(), two.cells.size());
  for (size_t k = 0; k < one.cells.size(); ++k) {
    EXPECT_EQ(one.cells[k].value, two.cells[k].value);
    EXPECT_EQ(one.cells[k].any_60d, two.cells[k].any_60d);
  }
}

}  // namespace
}  // namespace likely
