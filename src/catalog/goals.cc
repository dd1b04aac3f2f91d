#include "catalog/goals.h"

#include <algorithm>
#include <span>
#include <string>

#include "base/words.h"

namespace likely {

namespace {

using Words = std::span<const std::string_view>;

constexpr std::string_view kOrderWords[] = {
    "order",      "orders",   "ordered",  "purchase",    "purchases",    "purchased",
    "buy",        "buys",     "bought",   "transaction", "transactions", "sale",
    "sales",      "sold",     "checkout", "booking",     "booked",       "subscription",
    "subscribed", "donation", "donated",  "rented",      "rental"};
constexpr std::string_view kCartWords[] = {"cart", "carts", "basket", "bag", "addtocart"};
constexpr std::string_view kWishWords[] = {
    "wishlist",  "wish",       "wished",     "like",     "likes",    "liked",     "bookmark",
    "bookmarks", "bookmarked", "save",       "saved",    "favorite", "favorites", "favorited",
    "favourite", "favourites", "favourited", "fav",      "follow",   "followed",  "star",
    "starred",   "love",       "loved",      "watchlist"};
constexpr std::string_view kClickWords[] = {"click", "clicks", "clicked", "clk", "tap", "tapped"};
constexpr std::string_view kViewWords[] = {
    "view",     "views",   "viewed",    "pv",     "pageview", "detail",  "details",  "read",
    "reads",    "play",    "plays",     "played", "watch",    "watched", "listen",   "listened",
    "opened",   "visited", "viewing",   "seen",   "browse",   "browsed", "finished", "stream",
    "streamed", "started", "completed", "page",   "visit"};
constexpr std::string_view kBackWords[] = {
    "removed",        "remove",     "refund",       "refunded",     "cancel",   "cancelled",
    "canceled",       "deleted",    "delete",       "return",       "returned", "unliked",
    "unlike",         "unsaved",    "dislike",      "disliked",     "unfollow", "returns",
    "unfollowed",     "unbookmark", "unbookmarked", "cancellation", "cancels",  "refunds",
    "removefromcart", "unfavorite", "unfavorited"};

bool has(const std::vector<std::string>& words, Words known) {
  return std::ranges::any_of(
      words, [&](const auto& word) { return std::ranges::find(known, word) != known.end(); });
}

bool has(const std::vector<std::string>& words, std::string_view known) {
  return std::ranges::find(words, known) != words.end();
}

// "added to cart" ends in the cart, whatever else it names.
bool ends_in(const std::vector<std::string>& words, Words places) {
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] == "to" && std::ranges::find(places, words[i + 1]) != places.end()) return true;
  }
  return false;
}

bool is_added(const std::vector<std::string>& words) {
  return has(words, "added") || has(words, "add");
}

}  // namespace

InteractionKind kind_of(std::string_view event) {
  const auto words = words_of(event);
  if (ends_in(words, kCartWords)) return InteractionKind::kCart;
  if (has(words, kWishWords)) return InteractionKind::kWish;
  const bool looks = has(words, "viewed") || has(words, "view");
  if (has(words, kCartWords)) return looks ? InteractionKind::kView : InteractionKind::kCart;
  if (has(words, "checkout") &&
      (has(words, "started") || has(words, "start") || looks || has(words, "step") ||
       has(words, "begin") || has(words, "begun"))) {
    return InteractionKind::kCart;
  }
  if (has(words, kOrderWords)) return looks ? InteractionKind::kView : InteractionKind::kOrder;
  if (is_added(words)) return InteractionKind::kCart;
  if (has(words, kClickWords)) return InteractionKind::kClick;
  if (has(words, kViewWords)) return InteractionKind::kView;
  return InteractionKind::kOther;
}

bool takes_back(std::string_view event) { return has(words_of(event), kBackWords); }

bool is_search(std::string_view event) {
  static constexpr std::string_view kSearchWords[] = {"search", "searched", "searches", "query",
                                                      "queried"};
  return has(words_of(event), kSearchWords);
}

std::vector<bool> goals_of(const std::vector<InteractionRule>& rules) {
  std::vector<bool> goals(rules.size());
  const bool said =
      std::ranges::any_of(rules, [](const auto& rule) { return rule.goal.has_value(); });
  const bool any = std::ranges::any_of(rules, [](const auto& rule) { return rule.goal == true; });
  if (any) {
    for (size_t i = 0; i < rules.size(); ++i) goals[i] = rules[i].goal == true;
    return goals;
  }
  const auto counts = [&](const InteractionRule& rule) {
    return rule.effect == Effect::kAdds && rule.query.empty() && !takes_back(rule.event) &&
           rule.goal != false;
  };
  auto best = InteractionKind::kOther;
  for (const auto& rule : rules) {
    if (counts(rule)) best = std::min(best, kind_of(rule.event));
  }
  bool found = false;
  for (size_t i = 0; i < rules.size(); ++i) {
    goals[i] =
        counts(rules[i]) && (best == InteractionKind::kOther || kind_of(rules[i].event) == best);
    found = found || goals[i];
  }
  if (!found && !said) goals.assign(rules.size(), true);
  return goals;
}

}  // namespace likely
