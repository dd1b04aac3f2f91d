#pragma once

#include <string_view>
#include <vector>

#include "domain/mapping.h"

namespace likely {

// What an interaction event is about, told from its name; the strongest sign of interest first.
enum class InteractionKind { kOrder, kCart, kWish, kClick, kView, kOther };

// "Order Completed", "completed_order", "purchase", "addToCart", "article_saved", "VIEW" …
InteractionKind kind_of(std::string_view event);

// Whether the name says that something is taken back: removed, refunded, cancelled, unliked …
bool takes_back(std::string_view event);

// Whether the name says that words were searched for.
bool is_search(std::string_view event);

// Per rule whether it counts as engagement: if any rule says so, exactly those that say true; else
// those of the first kind present of order > cart > wish > click > view; else all. Rules that take
// back and searches are goals only when nothing else is there, or when they say so.
std::vector<bool> goals_of(const std::vector<InteractionRule>& rules);

}  // namespace likely
