#include "catalog/goals.h"

#include <gtest/gtest.h>

#include "base/words.h"

namespace likely {
namespace {

using enum InteractionKind;

struct Named {
  const char* event;
  InteractionKind kind;
  bool back = false;
};

void PrintTo(const Named& named, std::ostream* out) { *out << '"' << named.event << '"'; }

class Kinds : public testing::TestWithParam<Named> {};

TEST_P(Kinds, AreToldFromNames) {
  EXPECT_EQ(kind_of(GetParam().event), GetParam().kind) << GetParam().event;
  EXPECT_EQ(takes_back(GetParam().event), GetParam().back) << GetParam().event;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Kinds,
    testing::Values(
        Named{"Order Completed", kOrder}, Named{"Completed Order", kOrder},
        Named{"order_completed", kOrder}, Named{"orderCompleted", kOrder},
        Named{"purchase", kOrder}, Named{"Buy", kOrder}, Named{"bought", kOrder},
        Named{"checkout", kOrder}, Named{"transaction", kOrder},
        Named{"Order Refunded", kOrder, true}, Named{"Order Cancelled", kOrder, true},
        Named{"Checkout Started", kCart}, Named{"Product Added", kCart},
        Named{"Added Product", kCart}, Named{"add_to_cart", kCart}, Named{"addtocart", kCart},
        Named{"AddToCart", kCart}, Named{"cart", kCart}, Named{"Product Removed", kOther, true},
        Named{"Wishlist Product Added to Cart", kCart}, Named{"Cart Viewed", kView},
        Named{"Product Added to Wishlist", kWish}, Named{"LIKE", kWish}, Named{"BOOKMARK", kWish},
        Named{"article_saved", kWish}, Named{"fav", kWish}, Named{"unliked", kOther, true},
        Named{"Product Clicked", kClick}, Named{"Clicked Product", kClick}, Named{"click", kClick},
        Named{"Product Viewed", kView}, Named{"Viewed Product", kView}, Named{"VIEW", kView},
        Named{"pv", kView}, Named{"song_played", kView}, Named{"article_read", kView},
        Named{"Product List Viewed", kView}, Named{"COMMENT CREATED", kOther},
        Named{"coupon_redemption", kOther}, Named{"", kOther}));

struct Goals {
  const char* events;  // separated by '|'; '+' before: goal = true, '-': goal = false
  const char* goals;
};

class DefaultGoals : public testing::TestWithParam<Goals> {};

TEST_P(DefaultGoals, Table) {
  std::vector<InteractionRule> rules;
  std::string event;
  for (const char* c = GetParam().events;; ++c) {
    if (*c != '|' && *c != '\0') {
      event += *c;
      continue;
    }
    InteractionRule rule;
    if (event.starts_with('+')) rule.goal = true;
    if (event.starts_with('-')) rule.goal = false;
    rule.event = rule.goal ? event.substr(1) : event;
    if (is_search(rule.event)) rule.query = "properties.query";
    if (takes_back(rule.event)) rule.effect = Effect::kRemoves;
    rules.push_back(rule);
    event.clear();
    if (*c == '\0') break;
  }
  std::string shown;
  for (const bool goal : goals_of(rules)) shown += goal ? '+' : '-';
  EXPECT_EQ(shown, GetParam().goals) << GetParam().events;
}

INSTANTIATE_TEST_SUITE_P(
    Table, DefaultGoals,
    testing::Values(Goals{"Product Viewed|Order Completed|Product Added", "-+-"},
                    Goals{"Product Viewed|Product Added", "-+"}, Goals{"VIEW|LIKE|BOOKMARK", "-++"},
                    Goals{"view|click", "-+"}, Goals{"view|COMMENT CREATED", "+-"},
                    Goals{"Scanned|Weighed", "++"}, Goals{"+Product Viewed|Order Completed", "+-"},
                    Goals{"-Order Completed|Product Added|Product Viewed", "-+-"},
                    Goals{"Order Completed|Order Refunded", "+-"},
                    Goals{"Order Refunded|Product Viewed", "-+"},
                    Goals{"Products Searched|Scanned", "-+"}, Goals{"Order Refunded", "+"}));

TEST(Words, SplitAndNear) {
  EXPECT_EQ(words_of("addToCart_v2 XMLFile"),
            (std::vector<std::string>{"add", "to", "cart", "v", "2", "xml", "file"}));
  EXPECT_EQ(squash("Product-ID"), "productid");
  EXPECT_EQ(normalise("  Key  boards\t "), "key boards");
  const std::vector<std::string> names{"Product Viewed", "Order Completed", "Product Added"};
  using List = std::vector<std::string>;
  EXPECT_EQ(nearest_names("order_completed", names, 2), List{"Order Completed"});
  EXPECT_EQ(nearest_names("Completed Order", names, 2), List{"Order Completed"});
  EXPECT_EQ(nearest_names("Prodct Viewed", names, 1), List{"Product Viewed"});
  EXPECT_EQ(nearest_names("Signed Up", names, 2), List{});
}

}  // namespace
}  // namespace likely
