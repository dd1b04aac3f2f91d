#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "models/column_model.h"

namespace likely {

namespace {

constexpr float kWorthSaying = 0.05f;  // log-odds

std::string days_ago(float days) {
  if (days < 1) return "today";
  return days < 1.5 ? "1 day ago" : format("{:.0f} days ago", days);
}

std::string every_days(float gap) {
  return gap < 1.5f ? "every day" : format("every {:.0f} days", gap);
}

std::string times(float count, std::string_view verb) {
  return count < 1.5 ? format("{} once", verb) : format("{} {:.0f} times", verb, count);
}

// A value's features with one group set to what it is for someone, or something, without it.
class Explainer {
 public:
  Explainer(const ModelData& learned, const State& all, size_t number, size_t profile,
            uint32_t value)
      : learned_(learned),
        all_(all),
        column_(learned.columns[number]),
        state_(all.columns[number]),
        profile_(profile),
        value_(value),
        own_(value == kNoValue ? nullptr : find_cell(state_.histories, profile, value)) {
    CollaborativeSums sums(column_.values());
    sums.load(state_, profile);
    sums_ = value == kNoValue ? Collaborative{} : sums.of(value);
    features_.resize(kFeatures);
    if (value == kNoValue) {
      fill_unseen();
    } else {
      pair_features(all, number, {.profile = profile, .value = value, .own = own_, .sums = sums_},
                    features_.data());
    }
    typical_ = typical_features();
  }

  std::vector<Reason> reasons(size_t count) {
    using enum Reason::Kind;
    const double full = score(features_);
    std::vector<Reason> found;
    for (const auto kind :
         {kOwnHistory, kSimilarValues, kParents, kTiming, kActivity, kPopularity}) {
      std::vector<float> without = features_;
      for (size_t f = 0; f < kFeatures; ++f) {
        if (feature_infos()[f].group == kind) without[f] = typical_[f];
      }
      const auto points = static_cast<float>(full - score(without));
      std::string text = words(kind);
      if (std::abs(points) >= kWorthSaying && !text.empty()) {
        found.push_back({kind, points, std::move(text)});
      }
    }
    std::sort(found.begin(), found.end(), [](const Reason& a, const Reason& b) {
      return a.points != b.points ? a.points > b.points : a.kind < b.kind;
    });
    if (found.size() > count) found.resize(count);
    return found;
  }

 private:
  double score(const std::vector<float>& features) const {
    constexpr size_t kLanes = ObliviousTrees::kBlock;
    std::vector<uint8_t> bins(kFeatures * kLanes, 0);
    for (size_t f = 0; f < kFeatures; ++f) bins[f * kLanes] = column_.borders[f].bin(features[f]);
    int64_t out[kLanes];
    column_.trees.score_block(bins.data(), out);
    return column_.calibration(log_odds(out[0]));
  }

  void fill_unseen() {
    const ValueStats unseen = unseen_value();
    const ProfileActivity& activity = all_.activity[profile_];
    const ProfileColumn& profile = state_.profiles[profile_];
    own_features(nullptr, unseen, activity, profile, features_.data() + kOwnAt);
    collaborative_features({}, unseen, profile, features_.data() + kCollaborativeAt);
    for (size_t k = 0; k < kParentSlots; ++k) {
      parent_features(nullptr, {}, false, features_.data() + kParentAt + k * kParentFeatures);
    }
    price_feature(unseen, activity, features_.data() + kPriceAt);
    value_features(unseen, features_.data() + kValueAt);
    profile_features(activity, profile, features_.data() + kProfileAt);
  }

  // Someone who never touched the value, nor anything like it, seen once half a year ago; a value
  // that hardly anyone wants.
  std::vector<float> typical_features() const {
    std::vector<float> typical(kFeatures);
    ProfileActivity activity{};
    activity.last_days = activity.last_goal_days = activity.first_days = 180;
    activity.days_365 = activity.days_all = activity.goal_days_all = activity.events_all = 1;
    ProfileColumn profile{};
    profile.breadth = profile.active_days = 1;
    ValueStats value{};
    value.first_days = value.last_days = 180;
    value.usual_gap_days = kNever;
    value.touched = 1;
    own_features(nullptr, value, activity, profile, typical.data() + kOwnAt);
    collaborative_features({}, value, profile, typical.data() + kCollaborativeAt);
    for (size_t k = 0; k < kParentSlots; ++k) {
      parent_features(nullptr, {}, k < state_.parents.size(),
                      typical.data() + kParentAt + k * kParentFeatures);
    }
    price_feature(value, activity, typical.data() + kPriceAt);
    value_features(value, typical.data() + kValueAt);
    profile_features(activity, profile, typical.data() + kProfileAt);
    return typical;
  }

  std::string words(Reason::Kind kind) const {
    switch (kind) {
      case Reason::Kind::kOwnHistory:
        return own_words();
      case Reason::Kind::kSimilarValues:
        return similar_words();
      case Reason::Kind::kParents:
        return parent_words();
      case Reason::Kind::kTiming:
        return timing_words();
      case Reason::Kind::kActivity:
        return activity_words();
      case Reason::Kind::kPopularity:
        return popularity_words();
    }
    return "";
  }

  std::string own_words() const {
    if (own_ == nullptr) return "never touched it before";
    if (own_->goals > 0) {
      return format("{}, last {}", times(own_->goals, "chose it"), days_ago(own_->last_goal_days));
    }
    return format("{}, last {}", times(own_->others, "looked at it"), days_ago(own_->last_days));
  }

  // The strongest additive parts of the ridge.
  std::string similar_words() const {
    if (value_ == kNoValue || state_.neighbours.ridge.by_target.rows() == 0) return "";
    std::vector<std::pair<float, uint32_t>> parts;
    const auto sources = state_.neighbours.ridge.by_target.indices(value_);
    const auto weights = state_.neighbours.ridge.by_target.weights(value_);
    for (uint64_t k = state_.histories.begin[profile_]; k < state_.histories.begin[profile_ + 1];
         ++k) {
      const uint32_t source = state_.histories.cells[k].value;
      const auto at = std::lower_bound(sources.begin(), sources.end(), source);
      if (at == sources.end() || *at != source) continue;
      const float part = state_.inputs[k] * weights[static_cast<size_t>(at - sources.begin())];
      if (part > 0) parts.emplace_back(-part, source);
    }
    if (parts.empty()) return "nothing like it in the history";
    std::sort(parts.begin(), parts.end());
    std::string text = "interest in similar: ";
    for (size_t k = 0; k < std::min<size_t>(parts.size(), 3); ++k) {
      text += format("{}{}", k == 0 ? "" : ", ", column_.value(parts[k].second));
    }
    return text;
  }

  std::string parent_words() const {
    std::string text;
    for (const auto& parent : state_.parents) {
      const uint32_t code = value_ == kNoValue ? kNoValue : parent.of_value[value_];
      if (code == kNoValue) continue;
      const Cell* cell = find_cell(all_.columns[parent.column].histories, profile_, code);
      const ColumnData& column = learned_.columns[parent.column];
      text += text.empty() ? "" : "; ";
      text += cell == nullptr
                  ? format("no {} {} so far", column.name, column.value(code))
                  : format("{} {} on {:.0f} day{}, last {}", column.name, column.value(code),
                           cell->active_days, cell->active_days == 1 ? "" : "s",
                           days_ago(cell->last_days));
    }
    return text;
  }

  std::string timing_words() const {
    if (own_ != nullptr && own_->active_days >= 2) {
      const float gap = (own_->first_days - own_->last_days) / (own_->active_days - 1);
      return format("comes back to it {}, last {}", every_days(gap), days_ago(own_->last_days));
    }
    const ProfileActivity& a = all_.activity[profile_];
    if (a.days_all < 2) return "too few visits to know a rhythm";
    return "usually back " + every_days((a.first_days - a.last_days) / (a.days_all - 1));
  }

  std::string activity_words() const {
    const ProfileActivity& a = all_.activity[profile_];
    return format("active on {:.0f} of the last 90 days, last {}", a.days_90,
                  days_ago(a.last_days));
  }

  std::string popularity_words() const {
    if (value_ == kNoValue || state_.values[value_].touched == 0) return "";
    const ValueStats& value = state_.values[value_];
    if (value.goal_rate_30 > 0) {
      return format("1 in {:.0f} people chose it in the last 30 days", 1 / value.goal_rate_30);
    }
    return value.touched < 1.5 ? "one person touched it so far, nobody chose it lately"
                               : format(
                                     "{:.0f} people touched it so far, nobody chose it "
                                     "lately",
                                     value.touched);
  }

  const ModelData& learned_;
  const State& all_;
  const ColumnData& column_;
  const ColumnState& state_;
  size_t profile_;
  uint32_t value_;
  const Cell* own_;
  Collaborative sums_;
  std::vector<float> features_, typical_;
};

}  // namespace

std::vector<Reason> explain(const ModelData& learned, const State& state, size_t column,
                            size_t profile, const Target& target, size_t count) {
  // A band or a stranger with similar names is explained by its first stand-in.
  const uint32_t value = target.code != kNoValue || target.stand_ins.empty()
                             ? target.code
                             : target.stand_ins.front().first;
  return Explainer(learned, state, column, profile, value).reasons(count);
}

}  // namespace likely
