#include "pipeline/item_attributes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "base/format.h"

namespace likely {
namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

std::optional<size_t> find_column(const auto& columns, std::string_view name) {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == name) return i;
  }
  return {};
}

std::string mapped_columns(const Interactions& data) {
  std::string list;
  for (const auto& column : data.texts)
    list += format("{}{}", list.empty() ? "" : ", ", column.name);
  for (const auto& column : data.numbers) list += ", " + column.name;
  return list;
}

// For every value of a text column, the latest cell of another column: `cell(row)` or nothing.
template <typename Cell, typename IsNone>
std::vector<Cell> latest_cells(const Interactions& data, TimeUs now,
                               const Interactions::TextColumn& of, const std::vector<Cell>& cells,
                               Cell none, IsNone is_none) {
  std::vector<Cell> latest(of.values.size(), none);
  std::vector<TimeUs> at(of.values.size(), std::numeric_limits<TimeUs>::min());
  for (size_t row = 0; row < data.size(); ++row) {
    const uint32_t value = of.code[row];
    if (value == kNoValue || is_none(cells[row]) || data.at[row] >= now) continue;
    if (data.rules[data.rule[row]].query || data.at[row] < at[value]) continue;
    latest[value] = cells[row];
    at[value] = data.at[row];
  }
  return latest;
}

// Whether a condition holds for each value of the text column `of`.
class Judge {
 public:
  Judge(const Interactions& data, TimeUs now, size_t of) : data_(data), now_(now), of_(of) {}

  Result<std::vector<bool>> judge(const Condition& condition) const {
    const auto& of = data_.texts[of_];
    std::vector<bool> held(of.values.size());
    if (condition.column == of.name) {
      for (size_t i = 0; i < held.size(); ++i) held[i] = holds(condition, of.values[i]);
      return held;
    }
    if (const auto text = find_column(data_.texts, condition.column)) {
      const auto& other = data_.texts[*text];
      const auto cells = attribute_texts(other);
      for (size_t i = 0; i < held.size(); ++i) {
        held[i] = cells[i] != kNoValue && holds(condition, other.values[cells[i]]);
      }
      return held;
    }
    if (const auto number = find_column(data_.numbers, condition.column)) {
      const auto cells = attribute_numbers(data_.numbers[*number]);
      for (size_t i = 0; i < held.size(); ++i) {
        held[i] = holds(condition, static_cast<double>(cells[i]));
      }
      return held;
    }
    return fail_field(ErrorCode::kUnknown, "exclude_where",
                      format("{} is not a mapped column; the mapped ones are: {}", condition.column,
                             mapped_columns(data_)));
  }

 private:
  std::vector<uint32_t> attribute_texts(const Interactions::TextColumn& other) const {
    auto cells = latest_cells(data_, now_, data_.texts[of_], other.code, kNoValue,
                              [](uint32_t code) { return code == kNoValue; });
    if (of_ != 0) return cells;
    for (size_t i = 0; i < other.of_item.size(); ++i) {
      if (other.of_item[i] != kNoValue) cells[i] = other.of_item[i];
    }
    return cells;
  }

  std::vector<float> attribute_numbers(const Interactions::NumberColumn& other) const {
    auto cells = latest_cells(data_, now_, data_.texts[of_], other.value, kNone,
                              [](float value) { return std::isnan(value); });
    if (of_ != 0) return cells;
    for (size_t i = 0; i < other.of_item.size(); ++i) {
      if (!std::isnan(other.of_item[i])) cells[i] = other.of_item[i];
    }
    return cells;
  }

  const Interactions& data_;
  TimeUs now_;
  size_t of_;
};

Result<std::vector<bool>> allowed_texts(const Interactions& data, TimeUs now, size_t of,
                                        const ColumnModel& column,
                                        std::span<const std::vector<Condition>> lists) {
  const Judge judge(data, now, of);
  const auto& values = data.texts[of].values;
  std::vector<bool> excluded(values.size());
  for (const auto& list : lists) {
    std::vector<bool> all(values.size(), true);
    for (const Condition& condition : list) {
      ASSIGN(const auto held, judge.judge(condition));
      for (size_t i = 0; i < all.size(); ++i) all[i] = all[i] && held[i];
    }
    for (size_t i = 0; i < all.size(); ++i) excluded[i] = excluded[i] || all[i];
  }
  std::vector<bool> allowed(column.value_count(), true);
  for (uint32_t code = 0; code < allowed.size(); ++code) {
    const auto at = std::lower_bound(values.begin(), values.end(), column.value(code));
    if (at != values.end() && *at == column.value(code)) {
      allowed[code] = !excluded[static_cast<size_t>(at - values.begin())];
    }
  }
  return allowed;
}

Result<std::vector<bool>> allowed_bands(const ColumnModel& column,
                                        std::span<const std::vector<Condition>> lists) {
  std::vector<bool> allowed(column.value_count(), true);
  for (const auto& list : lists) {
    for (const Condition& condition : list) {
      if (condition.column != column.name()) {
        return fail_field(ErrorCode::kUsage, "exclude_where",
                          format("{}: the bands of {} have no other columns; put the "
                                 "condition on {} itself",
                                 condition.column, column.name(), column.name()));
      }
    }
    for (uint32_t code = 0; code < allowed.size(); ++code) {
      const auto band = column.find(column.value(code)).band;
      const double bound = band ? band->first : std::numeric_limits<double>::quiet_NaN();
      const bool all = std::all_of(list.begin(), list.end(),
                                   [&](const Condition& one) { return holds(one, bound); });
      if (all) allowed[code] = false;
    }
  }
  return allowed;
}

}  // namespace

Result<std::vector<bool>> allowed_values(const Interactions& data, TimeUs now,
                                         const ColumnModel& column,
                                         std::span<const std::vector<Condition>> lists) {
  if (const auto of = find_column(data.texts, column.name())) {
    return allowed_texts(data, now, *of, column, lists);
  }
  return allowed_bands(column, lists);
}

}  // namespace likely
