#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "domain/interactions.h"
#include "models/model.h"

namespace likely {

// One interaction of an eligible profile with a value.
struct Touch {
  uint32_t profile = 0;  // index among the model's profiles
  TimeUs at = 0;
};

// One column as a backtest sees it: what each profile had done with each value before the cut, and
// who converted in the window after it. Values are numbered as in the model; those it has never
// seen come behind. Interactions that remove, and searches, do not count. Immutable.
class PastWindow {
 public:
  PastWindow(const Interactions& data, const Model& model, const ColumnModel& column, TimeUs cut,
             TimeUs until);

  size_t profile_count() const { return activity_.size(); }
  size_t value_count() const { return texts_.size(); }
  const std::string& text(uint32_t value) const { return texts_[value]; }
  uint64_t conversions() const { return conversions_; }
  // Profiles that converted in the window, ascending.
  std::span<const uint32_t> buyers(uint32_t value) const;
  // People with a goal conversion in the horizon before the cut.
  uint32_t recent_buyers(uint32_t value) const { return recent_buyers_[value]; }
  // What was done with a value before the cut, by profile, then time.
  std::span<const Touch> touches(uint32_t value) const;
  // How active each profile was: last 30 days first, then overall, then recency.
  const std::vector<double>& activity() const { return activity_; }

  TimeUs cut() const { return cut_; }

 private:
  struct Row {
    uint32_t value;
    Touch touch;
  };
  std::vector<uint32_t> values_of_rows(const Interactions& data, const ColumnModel& column);
  void measure_activity(const Interactions& data, const std::vector<uint32_t>& eligible);

  TimeUs cut_;
  std::vector<std::string> texts_;
  std::vector<uint32_t> buyer_starts_, buyers_;
  std::vector<uint32_t> recent_buyers_;
  std::vector<size_t> touch_starts_;
  std::vector<Touch> touches_;
  std::vector<double> activity_;
  uint64_t conversions_ = 0;
};

// The simple rules that every answer is put beside, in a fixed order.
inline constexpr const char* kRuleNames[] = {"active people", "touched before, newest first",
                                             "decayed own count", "own active days"};
inline constexpr size_t kRules = 4;

// Every profile's score for one value by one rule; people who never touched the value are ordered
// by activity below all others.
std::vector<double> rule_scores(const PastWindow& window, size_t rule, uint32_t value);

// What the own touches of one profile with one value (ascending in time) are worth by a rule of
// kRuleNames; 0 for the first, which looks at people only.
double own_score(std::span<const Touch> touches, size_t rule, TimeUs cut);

}  // namespace likely
