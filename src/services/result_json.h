#pragma once

// Results as JSON and in words, the same for every door. Heavy: for .cc files only.

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "models/model.h"
#include "pipeline/audience.h"
#include "pipeline/backtest.h"
#include "store/item_cards.h"

namespace likely {

// "2024-03-01T10:00:00Z", or null.
Json time_json(const std::optional<TimeUs>& at);
Json names_json(const ProfileNames& names);
// What the item feed says of an item; what it does not say is left out.
Json item_json(const ItemCard& card);
Json quality_json(const Quality& quality);
// How large a kept audience became, and what is expected of it.
Json audience_figures_json(const AudienceRecord& record);
// Of one column; holds its gains curve, its calibration, and backtest_sentence() unless there was
// nothing to judge by.
Json backtest_json(const ColumnBacktest& column, int horizon_days);
Json backtest_json(const BacktestReport& report);

// "30 days", "day" for one: "the last {}".
std::string days_words(int days);
// How much better than random and than the best simple rule the likeliest 5 % would have been.
// REQUIRES: column.values > 0.
std::string backtest_sentence(const ColumnBacktest& column, int horizon_days);
// How good audiences of this column, for that share of the eligible, were on the last closed
// window; what a column's model knows of itself is a mean over its values. Empty: nothing is known.
std::string past_words(const Quality& quality, double share);

}  // namespace likely
