#include "models/features.h"

#include <algorithm>
#include <cmath>

#include "math/clones.h"

namespace likely {

namespace {

constexpr float kUnknown = -1.0f;

float ratio(float a, float b) { return b > 0 ? a / b : 0.0f; }

}  // namespace

const std::array<FeatureInfo, kFeatures>& feature_infos() {
  using enum Reason::Kind;
  static constexpr std::array<FeatureInfo, kFeatures> kInfos = {{
      {"last_days", kOwnHistory},
      {"last_goal_days", kOwnHistory},
      {"first_days", kOwnHistory},
      {"active_days", kOwnHistory},
      {"goals", kOwnHistory},
      {"others", kOwnHistory},
      {"removals", kOwnHistory},
      {"goal_3d", kOwnHistory},
      {"goal_14d", kOwnHistory},
      {"goal_60d", kOwnHistory},
      {"any_14d", kOwnHistory},
      {"any_60d", kOwnHistory},
      {"due", kTiming},
      {"share", kOwnHistory},
      {"of_most", kOwnHistory},
      {"day_share", kOwnHistory},
      {"ridge", kSimilarValues},
      {"cosine", kSimilarValues},
      {"strongest", kSimilarValues},
      {"ridge_over_rate", kSimilarValues},
      {"cosine_of_breadth", kSimilarValues},
      {"parent_last_days", kParents},
      {"parent_last_goal_days", kParents},
      {"parent_active_days", kParents},
      {"parent_any_60d", kParents},
      {"parent_goal_14d", kParents},
      {"parent_share", kParents},
      {"grandparent_last_days", kParents},
      {"grandparent_last_goal_days", kParents},
      {"grandparent_active_days", kParents},
      {"grandparent_any_60d", kParents},
      {"grandparent_goal_14d", kParents},
      {"grandparent_share", kParents},
      {"price_distance", kParents},
      {"goal_rate_7", kPopularity},
      {"goal_rate_30", kPopularity},
      {"goal_rate_90", kPopularity},
      {"goal_rate_all", kPopularity},
      {"touch_rate_30", kPopularity},
      {"touch_rate_all", kPopularity},
      {"value_first_days", kPopularity},
      {"value_last_days", kPopularity},
      {"repeat_rate", kPopularity},
      {"usual_gap_days", kPopularity},
      {"trend", kPopularity},
      {"conversion_share", kPopularity},
      {"profile_last_days", kActivity},
      {"profile_last_goal_days", kActivity},
      {"profile_first_days", kActivity},
      {"days_7", kActivity},
      {"days_30", kActivity},
      {"days_90", kActivity},
      {"days_365", kActivity},
      {"days_all", kActivity},
      {"goal_days_30", kActivity},
      {"goal_days_90", kActivity},
      {"goal_days_all", kActivity},
      {"events_90", kActivity},
      {"profile_due", kTiming},
      {"breadth", kActivity},
      {"values_a_day", kActivity},
      {"profile_gap_days", kTiming},
  }};
  return kInfos;
}

void own_features(const Cell* own, const ValueStats& value, const ProfileActivity& activity,
                  const ProfileColumn& profile, float* out) {
  if (own == nullptr) {
    std::fill_n(out, kOwnFeatures, 0.0f);
    out[0] = out[1] = out[2] = out[12] = kNever;
    return;
  }
  const float gap = own->active_days >= 2
                        ? (own->first_days - own->last_days) / (own->active_days - 1)
                        : value.usual_gap_days;
  const float features[kOwnFeatures] = {own->last_days,
                                        own->last_goal_days,
                                        own->first_days,
                                        own->active_days,
                                        own->goals,
                                        own->others,
                                        own->removals,
                                        own->goal_3d,
                                        own->goal_14d,
                                        own->goal_60d,
                                        own->any_14d,
                                        own->any_60d,
                                        own->last_days / std::max(gap, 0.5f),
                                        ratio(own->any_60d, profile.any_60d),
                                        ratio(own->any_60d, profile.most_any_60d),
                                        ratio(own->active_days, activity.days_all)};
  std::copy_n(features, kOwnFeatures, out);
}

void collaborative_features(const Collaborative& sums, const ValueStats& value,
                            const ProfileColumn& profile, float* out) {
  out[0] = sums.ridge;
  out[1] = sums.cosine;
  out[2] = sums.strongest;
  out[3] = ratio(sums.ridge, value.touch_rate_all);
  out[4] = ratio(sums.cosine, profile.breadth);
}

void parent_features(const Cell* cell, const ProfileColumn& profile, bool known, float* out) {
  if (!known) {
    std::fill_n(out, kParentFeatures, kUnknown);
    return;
  }
  if (cell == nullptr) {
    std::fill_n(out, kParentFeatures, 0.0f);
    out[0] = out[1] = kNever;
    return;
  }
  out[0] = cell->last_days;
  out[1] = cell->last_goal_days;
  out[2] = cell->active_days;
  out[3] = cell->any_60d;
  out[4] = cell->goal_14d;
  out[5] = ratio(cell->active_days, profile.active_days);
}

void price_feature(const ValueStats& value, const ProfileActivity& activity, float* out) {
  const bool known = value.price > 0 && activity.mean_price > 0;
  out[0] = known ? value.price / activity.mean_price : kUnknown;
}

void value_features(const ValueStats& v, float* out) {
  const float features[kValueFeatures] = {
      v.goal_rate_7,   v.goal_rate_30,
      v.goal_rate_90,  v.goal_rate_all,
      v.touch_rate_30, v.touch_rate_all,
      v.first_days,    v.last_days,
      v.repeat_rate,   v.usual_gap_days,
      v.trend,         v.touched > 0 ? ratio(v.goal_rate_all, v.touch_rate_all) : kUnknown};
  std::copy_n(features, kValueFeatures, out);
}

void profile_features(const ProfileActivity& a, const ProfileColumn& c, float* out) {
  const float gap = a.days_all >= 2 ? (a.first_days - a.last_days) / (a.days_all - 1) : kNever;
  const float features[kProfileFeatures] = {
      a.last_days,
      a.last_goal_days,
      a.first_days,
      a.days_7,
      a.days_30,
      a.days_90,
      a.days_365,
      a.days_all,
      a.goal_days_30,
      a.goal_days_90,
      a.goal_days_all,
      a.events_90,
      gap < kNever ? a.last_days / std::max(gap, 0.5f) : kUnknown,
      c.breadth,
      ratio(c.active_days, a.days_all),
      gap};
  std::copy_n(features, kProfileFeatures, out);
}

ValueStats unseen_value() {
  ValueStats unseen{};
  unseen.goal_rate_7 = unseen.goal_rate_30 = unseen.goal_rate_90 = unseen.goal_rate_all = kUnknown;
  unseen.touch_rate_30 = unseen.touch_rate_all = kUnknown;
  unseen.first_days = unseen.last_days = unseen.repeat_rate = unseen.trend = kUnknown;
  unseen.usual_gap_days = kNever;
  unseen.price = kUnknown;
  return unseen;
}

const Cell* find_cell(const Histories& histories, size_t profile, uint32_t value) {
  const auto cells = histories.of(profile);
  const auto at = std::lower_bound(cells.begin(), cells.end(), value,
                                   [](const Cell& cell, uint32_t v) { return cell.value < v; });
  return at != cells.end() && at->value == value ? &*at : nullptr;
}

uint8_t Borders::bin(float x) const {
  const float* at = border.data();
  size_t count = border.size();
  while (count > 0) {
    const size_t half = count / 2;
    const bool above = x > at[half];
    at = above ? at + half + 1 : at;
    count = above ? count - half - 1 : half;
  }
  return static_cast<uint8_t>(at - border.data());
}

namespace {

// Counting all borders below takes fewer steps than a search, since lanes count side by side.
LIKELY_CLONES
void count_below(const float* border, size_t borders, const float* x, size_t count, uint8_t* out) {
  constexpr size_t kLanes = 32;
  for (size_t at = 0; at < count; at += kLanes) {
    const size_t lanes = std::min(kLanes, count - at);
    float number[kLanes] = {};
    std::copy_n(x + at, lanes, number);
    int32_t below[kLanes] = {};
    for (size_t b = 0; b < borders; ++b) {
      for (size_t k = 0; k < kLanes; ++k) below[k] += number[k] > border[b];
    }
    for (size_t k = 0; k < lanes; ++k) out[at + k] = static_cast<uint8_t>(below[k]);
  }
}

}  // namespace

void Borders::bin_all(std::span<const float> x, uint8_t* out) const {
  count_below(border.data(), border.size(), x.data(), x.size(), out);
}

Borders make_borders(std::vector<float> sample, size_t bins) {
  std::sort(sample.begin(), sample.end());
  std::vector<float> distinct = sample;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  Borders borders;
  if (distinct.size() <= bins) {
    borders.border.assign(distinct.begin(), distinct.end() - (distinct.empty() ? 0 : 1));
    return borders;
  }
  // Equal shares of the values that are not the most common one, so that a mass at zero does not
  // use up the bins.
  size_t at = 0;
  for (size_t left = bins - 1; left > 0 && at < sample.size(); --left) {
    const size_t step = (sample.size() - at) / (left + 1);
    const size_t next = std::min(at + std::max<size_t>(step, 1), sample.size() - 1);
    const float border = sample[next];
    if (border == sample.back()) break;
    if (borders.border.empty() || border > borders.border.back()) borders.border.push_back(border);
    at = static_cast<size_t>(std::upper_bound(sample.begin(), sample.end(), border) -
                             sample.begin());
  }
  return borders;
}

}  // namespace likely
