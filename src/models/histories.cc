#include "models/histories.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/threads.h"
#include "math/exp2.h"

namespace likely {

namespace {

constexpr size_t kProfileBlock = 256;

int64_t day_of(TimeUs at) { return at >= 0 ? at / kDayUs : (at - kDayUs + 1) / kDayUs; }

double days_before(TimeUs at, TimeUs cut) {
  return static_cast<double>(cut - at) / static_cast<double>(kDayUs);
}

// Rows of one value of one profile, in time order, folded into a cell.
class CellFold {
 public:
  CellFold(const Interactions& data, TimeUs cut) : data_(data), cut_(cut) {}

  void start(uint32_t value) {
    cell_ = {};
    cell_.value = value;
    cell_.first_days = -1;
    cell_.last_goal_days = kNever;
    last_day_ = last_goal_day_ = std::numeric_limits<int64_t>::min();
    goal_3d_ = goal_14d_ = goal_60d_ = any_14d_ = any_60d_ = units_ = 0;
    touched_ = false;
  }

  void add(uint32_t row) {
    const TimeUs at = data_.at[row];
    if (at >= cut_) return;
    const double age = days_before(at, cut_);
    const auto& rule = data_.rules[data_.rule[row]];
    if (!touched_) cell_.first_days = static_cast<float>(age);
    touched_ = true;
    cell_.last_days = static_cast<float>(age);
    if (data_.effect[row] < 0) {
      cell_.removals += 1;
      return;
    }
    const int64_t day = day_of(at);
    if (day != last_day_) cell_.active_days += 1;
    last_day_ = day;
    const double w14 = exp2_exact(-age / 14);
    const double w60 = exp2_exact(-age / 60);
    any_14d_ += w14;
    any_60d_ += w60;
    if (!rule.goal) {
      cell_.others += 1;
      return;
    }
    cell_.goals += 1;
    if (day != last_goal_day_) cell_.goal_days += 1;
    last_goal_day_ = day;
    goal_3d_ += exp2_exact(-age / 3);
    goal_14d_ += w14;
    goal_60d_ += w60;
    units_ += data_.quantity[row];
    cell_.last_goal_days = static_cast<float>(age);
  }

  bool touched() const { return touched_; }

  Cell cell() {
    cell_.goal_3d = static_cast<float>(goal_3d_);
    cell_.goal_14d = static_cast<float>(goal_14d_);
    cell_.goal_60d = static_cast<float>(goal_60d_);
    cell_.any_14d = static_cast<float>(any_14d_);
    cell_.any_60d = static_cast<float>(any_60d_);
    cell_.units = static_cast<float>(units_);
    return cell_;
  }

 private:
  const Interactions& data_;
  TimeUs cut_;
  Cell cell_;
  int64_t last_day_, last_goal_day_;
  double goal_3d_, goal_14d_, goal_60d_, any_14d_, any_60d_, units_;
  bool touched_;
};

void fold_profile(const ColumnRows& column, size_t profile, CellFold& fold,
                  std::vector<Cell>& out) {
  const uint64_t end = column.begin[profile + 1];
  for (uint64_t k = column.begin[profile]; k < end;) {
    const uint32_t value = column.code[column.order[k]];
    fold.start(value);
    for (; k < end && column.code[column.order[k]] == value; ++k) fold.add(column.order[k]);
    if (fold.touched()) out.push_back(fold.cell());
  }
}

ProfileActivity activity_of(const Interactions& data, uint64_t begin, uint64_t end, TimeUs cut) {
  ProfileActivity a{};
  a.last_days = a.last_goal_days = kNever;
  a.mean_price = std::numeric_limits<float>::quiet_NaN();
  int64_t last_day = std::numeric_limits<int64_t>::min(), last_goal_day = last_day;
  double price = 0;
  size_t prices = 0;
  for (uint64_t row = begin; row < end && data.at[row] < cut; ++row) {
    const auto age = static_cast<float>(days_before(data.at[row], cut));
    if (row == begin) a.first_days = age;
    a.last_days = age;
    if (data.effect[row] < 0) continue;
    const bool goal = data.rules[data.rule[row]].goal;
    const int64_t day = day_of(data.at[row]);
    const bool new_day = day != last_day, new_goal_day = goal && day != last_goal_day;
    last_day = day;
    if (goal) last_goal_day = day;
    a.days_all += new_day;
    a.days_7 += new_day && age <= 7;
    a.days_30 += new_day && age <= 30;
    a.days_90 += new_day && age <= 90;
    a.days_365 += new_day && age <= 365;
    a.goal_days_all += new_goal_day;
    a.goal_days_30 += new_goal_day && age <= 30;
    a.goal_days_90 += new_goal_day && age <= 90;
    a.events_all += 1;
    a.events_30 += age <= 30;
    a.events_90 += age <= 90;
    if (goal) a.last_goal_days = age;
    if (!data.numbers.empty() && !std::isnan(data.numbers[0].value[row])) {
      price += data.numbers[0].value[row];
      ++prices;
    }
  }
  if (prices > 0) a.mean_price = static_cast<float>(price / static_cast<double>(prices));
  return a;
}

}  // namespace

std::vector<uint64_t> profile_begins(const Interactions& data) {
  std::vector<uint64_t> begin(data.profiles.size() + 1, 0);
  for (const uint32_t profile : data.profile) ++begin[profile + 1];
  for (size_t p = 0; p + 1 < begin.size(); ++p) begin[p + 1] += begin[p];
  return begin;
}

ColumnRows make_column_rows(const Interactions& data, std::vector<uint32_t> code, size_t values,
                            int threads) {
  ColumnRows column{
      std::move(code), {}, std::vector<uint64_t>(data.profiles.size() + 1, 0), values};
  for (size_t row = 0; row < data.size(); ++row) {
    if (column.code[row] == kNoValue) continue;
    column.order.push_back(static_cast<uint32_t>(row));
    ++column.begin[data.profile[row] + 1];
  }
  for (size_t p = 0; p + 1 < column.begin.size(); ++p) column.begin[p + 1] += column.begin[p];
  parallel_for(threads, data.profiles.size(), kProfileBlock, [&](size_t from, size_t to, int) {
    for (size_t p = from; p < to; ++p) {
      std::sort(column.order.begin() + static_cast<ptrdiff_t>(column.begin[p]),
                column.order.begin() + static_cast<ptrdiff_t>(column.begin[p + 1]),
                [&](uint32_t a, uint32_t b) {
                  return column.code[a] != column.code[b] ? column.code[a] < column.code[b] : a < b;
                });
    }
  });
  return column;
}

Histories build_histories(const Interactions& data, const ColumnRows& column, TimeUs cut,
                          int threads) {
  const size_t profiles = data.profiles.size();
  const size_t blocks = (profiles + kProfileBlock - 1) / kProfileBlock;
  std::vector<std::vector<Cell>> parts(blocks);
  std::vector<uint64_t> begin(profiles + 1, 0);
  parallel_for(threads, profiles, kProfileBlock, [&](size_t from, size_t to, int) {
    CellFold fold(data, cut);
    auto& part = parts[from / kProfileBlock];
    for (size_t p = from; p < to; ++p) {
      const size_t before = part.size();
      fold_profile(column, p, fold, part);
      begin[p + 1] = part.size() - before;
    }
  });
  for (size_t p = 0; p < profiles; ++p) begin[p + 1] += begin[p];
  std::vector<Cell> cells;
  cells.reserve(begin[profiles]);
  for (auto& part : parts) {
    cells.insert(cells.end(), part.begin(), part.end());
    std::vector<Cell>().swap(part);
  }
  return {Array(std::move(begin)), Array(std::move(cells))};
}

std::vector<ProfileActivity> build_activity(const Interactions& data, TimeUs cut, int threads) {
  const std::vector<uint64_t> begin = profile_begins(data);
  std::vector<ProfileActivity> activity(data.profiles.size());
  parallel_for(threads, activity.size(), kProfileBlock, [&](size_t from, size_t to, int) {
    for (size_t p = from; p < to; ++p) activity[p] = activity_of(data, begin[p], begin[p + 1], cut);
  });
  return activity;
}

Array<float> last_touches(const Interactions& data, const ColumnRows& column,
                          const Histories& histories, TimeUs now) {
  const size_t rules = data.rules.size();
  std::vector<float> last(histories.cells.size() * rules, kNever);
  for (size_t p = 0; p < histories.profiles(); ++p) {
    uint64_t cell = histories.begin[p];
    for (uint64_t k = column.begin[p]; k < column.begin[p + 1]; ++k) {
      const uint32_t row = column.order[k];
      if (data.at[row] >= now) continue;
      while (histories.cells[cell].value != column.code[row]) ++cell;
      last[cell * rules + data.rule[row]] =
          static_cast<float>(static_cast<double>(now - data.at[row]) / kDayUs);
    }
  }
  return Array(std::move(last));
}

bool all_before(const Interactions& data, TimeUs now) {
  return std::all_of(data.at.begin(), data.at.end(), [&](TimeUs at) { return at < now; });
}

Interactions rows_before(const Interactions& data, TimeUs now) {
  Interactions kept;
  kept.rules = data.rules;
  kept.last_event = data.last_event;
  for (const auto& text : data.texts)
    kept.texts.push_back({text.name, text.values, {}, text.of_item});
  for (const auto& number : data.numbers) kept.numbers.push_back({number.name, {}, number.of_item});
  for (size_t row = 0; row < data.size(); ++row) {
    if (data.at[row] >= now) continue;
    const ProfileNumber number = data.profiles[data.profile[row]];
    if (kept.profiles.empty() || kept.profiles.back() != number) kept.profiles.push_back(number);
    append_row(kept, static_cast<uint32_t>(kept.profiles.size() - 1), data, row);
  }
  return kept;
}

}  // namespace likely
