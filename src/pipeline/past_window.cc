#include "pipeline/past_window.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "base/format.h"

namespace likely {
namespace {

constexpr double kDecayDays = 60;
constexpr double kActivityShare = 1e-6;  // keeps activity below every own score

// A band of a numeric column, as the model has it.
struct Band {
  double low;
  uint32_t code;
};

std::vector<Band> bands_of(const ColumnModel& column) {
  std::vector<Band> bands;
  for (uint32_t code = 0; code < column.value_count(); ++code) {
    if (const auto band = column.find(column.value(code)).band)
      bands.push_back({band->first, code});
  }
  std::sort(bands.begin(), bands.end(), [](const Band& a, const Band& b) { return a.low < b.low; });
  return bands;
}

// index among the model's profiles per profile of the data, or kNoValue.
std::vector<uint32_t> eligible_indices(const Interactions& data, const Model& model) {
  std::vector<uint32_t> eligible(data.profiles.size(), kNoValue);
  const auto profiles = model.profiles();
  for (size_t i = 0; i < data.profiles.size(); ++i) {
    const auto at = std::lower_bound(profiles.begin(), profiles.end(), data.profiles[i]);
    if (at != profiles.end() && *at == data.profiles[i]) {
      eligible[i] = static_cast<uint32_t>(at - profiles.begin());
    }
  }
  return eligible;
}

double days(TimeUs span) { return static_cast<double>(span) / static_cast<double>(kDayUs); }

}  // namespace

std::vector<uint32_t> PastWindow::values_of_rows(const Interactions& data,
                                                 const ColumnModel& column) {
  for (uint32_t code = 0; code < column.value_count(); ++code) {
    texts_.emplace_back(column.value(code));
  }
  for (const auto& text : data.texts) {
    if (text.name != column.name()) continue;
    std::unordered_map<std::string_view, uint32_t> known;
    for (uint32_t code = 0; code < column.value_count(); ++code) known[column.value(code)] = code;
    std::vector<uint32_t> values(text.values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      const auto at = known.find(text.values[i]);
      values[i] = at != known.end() ? at->second : static_cast<uint32_t>(texts_.size());
      if (at == known.end()) texts_.push_back(text.values[i]);
    }
    std::vector<uint32_t> rows(data.size(), kNoValue);
    for (size_t row = 0; row < rows.size(); ++row) {
      if (text.code[row] != kNoValue) rows[row] = values[text.code[row]];
    }
    return rows;
  }
  std::vector<uint32_t> rows(data.size(), kNoValue);
  const auto bands = bands_of(column);
  for (const auto& numbers : data.numbers) {
    if (numbers.name != column.name()) continue;
    for (size_t row = 0; row < rows.size(); ++row) {
      const auto number = static_cast<double>(numbers.value[row]);
      if (std::isnan(number) || bands.empty()) continue;
      const auto above = std::upper_bound(bands.begin(), bands.end(), number,
                                          [](double x, const Band& band) { return x < band.low; });
      rows[row] = (above == bands.begin() ? above : std::prev(above))->code;  // ends are open
    }
  }
  return rows;
}

PastWindow::PastWindow(const Interactions& data, const Model& model, const ColumnModel& column,
                       TimeUs cut, TimeUs until)
    : cut_(cut), activity_(model.profiles().size()) {
  const auto value = values_of_rows(data, column);
  const auto eligible = eligible_indices(data, model);
  const TimeUs recent = cut - (until - cut);
  std::vector<Row> before;
  std::vector<std::pair<uint32_t, uint32_t>> bought, bought_recently;  // (value, profile)
  for (size_t row = 0; row < data.size(); ++row) {
    const auto& rule = data.rules[data.rule[row]];
    const uint32_t profile = eligible[data.profile[row]];
    if (value[row] == kNoValue || profile == kNoValue || rule.query || rule.removes) continue;
    if (data.effect[row] < 0 || data.at[row] >= until) continue;
    if (data.at[row] < cut) before.push_back({value[row], {profile, data.at[row]}});
    if (!rule.goal || data.at[row] < recent) continue;
    (data.at[row] < cut ? bought_recently : bought).emplace_back(value[row], profile);
  }
  const auto unique = [](auto& pairs) {
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  };
  unique(bought);
  unique(bought_recently);
  conversions_ = bought.size();
  recent_buyers_.assign(texts_.size(), 0);
  for (const auto& pair : bought_recently) ++recent_buyers_[pair.first];
  buyer_starts_.assign(texts_.size() + 1, 0);
  for (const auto& pair : bought) {
    ++buyer_starts_[pair.first + 1];
    buyers_.push_back(pair.second);
  }
  for (size_t i = 0; i < texts_.size(); ++i) buyer_starts_[i + 1] += buyer_starts_[i];

  std::stable_sort(before.begin(), before.end(),
                   [](const Row& a, const Row& b) { return a.value < b.value; });
  touch_starts_.assign(texts_.size() + 1, 0);
  for (const Row& row : before) {
    ++touch_starts_[row.value + 1];
    touches_.push_back(row.touch);
  }
  for (size_t i = 0; i < texts_.size(); ++i) touch_starts_[i + 1] += touch_starts_[i];
  measure_activity(data, eligible);
}

void PastWindow::measure_activity(const Interactions& data, const std::vector<uint32_t>& eligible) {
  std::vector<TimeUs> last(activity_.size(), std::numeric_limits<TimeUs>::min());
  for (size_t row = 0; row < data.size(); ++row) {
    const uint32_t profile = eligible[data.profile[row]];
    if (profile == kNoValue || data.at[row] >= cut_) continue;
    activity_[profile] += .01 + (data.at[row] > cut_ - 30 * kDayUs ? 1 : 0);
    last[profile] = std::max(last[profile], data.at[row]);
  }
  for (size_t i = 0; i < activity_.size(); ++i) {
    activity_[i] += 1e-4 / (1 + days(cut_ - last[i]));
  }
}

std::span<const uint32_t> PastWindow::buyers(uint32_t value) const {
  return std::span(buyers_).subspan(buyer_starts_[value],
                                    buyer_starts_[value + 1] - buyer_starts_[value]);
}

std::span<const Touch> PastWindow::touches(uint32_t value) const {
  return std::span(touches_).subspan(touch_starts_[value],
                                     touch_starts_[value + 1] - touch_starts_[value]);
}

double own_score(std::span<const Touch> touches, size_t rule, TimeUs cut) {
  if (touches.empty() || rule == 0) return 0;
  if (rule == 1) return 1 / (1 + days(cut - touches.back().at));
  double sum = 0;
  TimeUs day = std::numeric_limits<TimeUs>::min();
  for (const Touch& touch : touches) {
    if (rule == 2) {
      sum += std::exp2(-days(cut - touch.at) / kDecayDays);
    } else if (touch.at / kDayUs != day) {
      day = touch.at / kDayUs;
      sum += 1;
    }
  }
  return sum;
}

std::vector<double> rule_scores(const PastWindow& window, size_t rule, uint32_t value) {
  std::vector<double> scores = window.activity();
  if (rule == 0) return scores;
  for (double& score : scores) score *= kActivityShare;
  const auto touches = window.touches(value);
  for (size_t begin = 0; begin < touches.size();) {
    size_t end = begin;
    while (end < touches.size() && touches[end].profile == touches[begin].profile) ++end;
    scores[touches[begin].profile] +=
        own_score(touches.subspan(begin, end - begin), rule, window.cut());
    begin = end;
  }
  return scores;
}

}  // namespace likely
