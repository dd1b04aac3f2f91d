#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/histories.h"
#include "models/item_item.h"

namespace likely {

inline constexpr size_t kParentSlots = 2;

// What all profiles together did with one value before the cut. Rates are shares of the eligible.
struct ValueStats {
  float goal_rate_7, goal_rate_30, goal_rate_90, goal_rate_all;  // profiles whose last goal is …
  float touch_rate_30, touch_rate_all;
  float first_days, last_days;
  float repeat_rate;     // share of its people with two or more active days
  float usual_gap_days;  // mean gap between active days of one profile; kNever when unknown
  float trend;           // goals decayed over 14 days ÷ over 60 days, scaled to 1 when steady
  float price;           // mean price, NaN when unknown
  float touched;         // profiles that touched it; 0: unseen
  float converted;       // profiles with a goal in the last horizon
};

// One profile within one column.
struct ProfileColumn {
  float breadth;                // values touched
  float any_60d, most_any_60d;  // Σ and max over its cells
  float active_days;            // Σ of active days over its cells
};

// One column just before a cut: all that features are made of.
struct ColumnState {
  Histories histories;
  Array<float> inputs;  // of every cell, see item_item.h
  Neighbours neighbours;
  Array<ValueStats> values;
  Array<ProfileColumn> profiles;
  // Coarser columns that a value belongs to (a product's brand and category): the column's number,
  // and per value its parent's code there or kNoValue.
  struct Parent {
    uint32_t column;
    Array<uint32_t> of_value;
  };
  std::vector<Parent> parents;  // at most kParentSlots
};

struct State {
  TimeUs cut = 0;
  double eligible = 0;
  Array<ProfileActivity> activity;
  std::vector<ColumnState> columns;
};

// One column as the learning sees it, for all cuts.
struct ColumnInput {
  std::string name;
  bool numeric = false;
  std::vector<std::string> values;
  std::vector<double> bounds;  // numeric: value k is [bounds[k], bounds[k + 1])
  ColumnRows rows;
  struct Parent {
    uint32_t column;
    std::vector<uint32_t> of_value;
  };
  std::vector<Parent> parents;
  std::optional<size_t> twin;  // an earlier column that says the same in other words (id and name)
};

// Text columns as they are, number columns cut into at most 12 bands of rounded quantiles, with the
// parents and the twin of every column. `now`: rows at or after it shape nothing.
std::vector<ColumnInput> make_columns(const Interactions& data, TimeUs now, int threads);

// The band of every number, kNoValue for none; outside the bounds the first or the last one.
std::vector<uint32_t> band_codes(const std::vector<double>& bounds,
                                 const std::vector<float>& numbers);

// The cells, activity, and value statistics just before `cut`, and neighbours learned from them of
// the columns that are `scored` by their number; other columns have none.
State build_state(const Interactions& data, const std::vector<ColumnInput>& columns, TimeUs cut,
                  int horizon_days, const std::function<bool(size_t)>& scored, int threads);

// The cells and activity of other rows just before `cut`, beside what `learned` says of values and
// of all people together: that is borrowed, so `learned` must outlive the result. Costs nothing a
// value. columns: one of `learned` each, in its codes.
State with_histories(const State& learned, const Interactions& data,
                     const std::vector<ColumnRows>& columns, TimeUs cut, int threads);

}  // namespace likely
