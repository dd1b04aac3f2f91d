#include "models/state.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace likely {

namespace {

// Exact sums of small counts; only decayed sums depend on an order, and cells have a fixed one.
struct ValueSums {
  double goals_7 = 0, goals_30 = 0, goals_90 = 0, goals_all = 0, converted = 0;
  double touch_30 = 0, touched = 0, repeat = 0, gap_days = 0, gaps = 0;
  double goal_14d = 0, goal_60d = 0;
  float first_days = 0, last_days = kNever;

  void add(const Cell& cell, int horizon_days) {
    goals_7 += cell.last_goal_days <= 7;
    goals_30 += cell.last_goal_days <= 30;
    goals_90 += cell.last_goal_days <= 90;
    goals_all += cell.goals > 0;
    converted += cell.last_goal_days <= static_cast<float>(horizon_days);
    touch_30 += cell.last_days <= 30;
    touched += 1;
    repeat += cell.active_days >= 2;
    if (cell.active_days >= 2) {
      gap_days += cell.first_days - cell.last_days;
      gaps += cell.active_days - 1;
    }
    goal_14d += cell.goal_14d;
    goal_60d += cell.goal_60d;
    first_days = std::max(first_days, cell.first_days);
    last_days = std::min(last_days, cell.last_days);
  }

  ValueStats stats(double eligible, float price) const {
    const auto rate = [&](double count) { return static_cast<float>(count / eligible); };
    ValueStats s{};
    s.goal_rate_7 = rate(goals_7);
    s.goal_rate_30 = rate(goals_30);
    s.goal_rate_90 = rate(goals_90);
    s.goal_rate_all = rate(goals_all);
    s.touch_rate_30 = rate(touch_30);
    s.touch_rate_all = rate(touched);
    s.first_days = first_days;
    s.last_days = last_days;
    s.repeat_rate = static_cast<float>((repeat + 0.1) / (touched + 1));
    s.usual_gap_days = gaps > 0 ? static_cast<float>(gap_days / gaps) : kNever;
    s.trend = static_cast<float>((goal_14d * 60 / 14 + 0.5) / (goal_60d + 0.5));
    s.price = price;
    s.touched = static_cast<float>(touched);
    s.converted = static_cast<float>(converted);
    return s;
  }
};

// Mean of the first number column (Price) over the rows of each value before the cut.
std::vector<float> mean_prices(const Interactions& data, const ColumnInput& column, TimeUs cut) {
  std::vector<double> sum(column.values.size(), 0.0), count(column.values.size(), 0.0);
  if (!data.numbers.empty()) {
    const auto& price = data.numbers[0].value;
    for (size_t row = 0; row < data.size(); ++row) {
      const uint32_t code = column.rows.code[row];
      if (code == kNoValue || data.at[row] >= cut || std::isnan(price[row])) continue;
      sum[code] += price[row];
      count[code] += 1;
    }
  }
  std::vector<float> mean(column.values.size(), std::numeric_limits<float>::quiet_NaN());
  for (size_t v = 0; v < mean.size(); ++v) {
    if (count[v] > 0) mean[v] = static_cast<float>(sum[v] / count[v]);
  }
  return mean;
}

std::vector<ValueStats> value_stats(const Histories& histories, const std::vector<float>& prices,
                                    double eligible, int horizon_days) {
  std::vector<ValueSums> sums(prices.size());
  for (const Cell& cell : histories.cells.all()) sums[cell.value].add(cell, horizon_days);
  std::vector<ValueStats> stats;
  stats.reserve(sums.size());
  for (size_t v = 0; v < sums.size(); ++v) stats.push_back(sums[v].stats(eligible, prices[v]));
  return stats;
}

std::vector<ProfileColumn> profile_columns(const Histories& histories) {
  std::vector<ProfileColumn> profiles(histories.profiles());
  for (size_t p = 0; p < profiles.size(); ++p) {
    ProfileColumn& profile = profiles[p];
    for (const Cell& cell : histories.of(p)) {
      profile.breadth += 1;
      profile.any_60d += cell.any_60d;
      profile.most_any_60d = std::max(profile.most_any_60d, cell.any_60d);
      profile.active_days += cell.active_days;
    }
  }
  return profiles;
}

// What is known of the profiles themselves; everything else of a column is about values.
ColumnState people_of(const Interactions& data, const ColumnRows& rows, TimeUs cut, int threads) {
  ColumnState s;
  s.histories = build_histories(data, rows, cut, threads);
  s.inputs = Array(item_inputs(s.histories, threads));
  s.profiles = Array(profile_columns(s.histories));
  return s;
}

template <typename T>
Array<T> borrowed(const Array<T>& array) {
  return Array<T>::view(array.all());
}

Csr borrowed(const Csr& matrix) {
  return {borrowed(matrix.begin), borrowed(matrix.index), borrowed(matrix.weight)};
}

ItemItem borrowed(const ItemItem& weights) {
  return {borrowed(weights.by_target), borrowed(weights.by_source)};
}

}  // namespace

State build_state(const Interactions& data, const std::vector<ColumnInput>& columns, TimeUs cut,
                  int horizon_days, const std::function<bool(size_t)>& scored, int threads) {
  State state;
  state.cut = cut;
  std::vector<ProfileActivity> activity = build_activity(data, cut, threads);
  for (const ProfileActivity& a : activity) state.eligible += a.eligible();
  state.eligible = std::max(state.eligible, 1.0);
  state.activity = Array(std::move(activity));
  for (const ColumnInput& column : columns) {
    ColumnState s = people_of(data, column.rows, cut, threads);
    if (scored(state.columns.size())) {
      s.neighbours = build_neighbours(s.histories, s.inputs.all(), column.values.size(), threads);
    }
    s.values = Array(
        value_stats(s.histories, mean_prices(data, column, cut), state.eligible, horizon_days));
    for (const auto& parent : column.parents) {
      s.parents.push_back({parent.column, Array(parent.of_value)});
    }
    state.columns.push_back(std::move(s));
  }
  return state;
}

State with_histories(const State& learned, const Interactions& data,
                     const std::vector<ColumnRows>& columns, TimeUs cut, int threads) {
  State state;
  state.cut = cut;
  state.eligible = learned.eligible;
  state.activity = Array(build_activity(data, cut, threads));
  for (size_t c = 0; c < columns.size(); ++c) {
    const ColumnState& known = learned.columns[c];
    ColumnState s = people_of(data, columns[c], cut, threads);
    s.neighbours = {borrowed(known.neighbours.ridge), borrowed(known.neighbours.cosine)};
    s.values = borrowed(known.values);
    for (const auto& parent : known.parents) {
      s.parents.push_back({parent.column, borrowed(parent.of_value)});
    }
    state.columns.push_back(std::move(s));
  }
  return state;
}

}  // namespace likely
