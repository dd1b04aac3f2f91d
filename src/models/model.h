#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/interactions.h"

namespace likely {

// How much the data says about a value; on every answer.
enum class Evidence : uint8_t { kStrong, kSome, kWeak, kNone };
std::string_view name_of(Evidence evidence);  // "strong" …

// What is asked about: one value of one column, known to the model or not.
struct Target {
  std::string text;          // as typed
  uint32_t code = kNoValue;  // its code in the model, or kNoValue: never seen
  Evidence evidence = Evidence::kNone;
  std::string assumed;               // for a value never touched: what was assumed, in words
  std::vector<std::string> similar;  // known values that differ only by case or spaces
  // Weighted known values that stand in for an unseen one (weights sum to 1); may be empty.
  std::vector<std::pair<uint32_t, float>> stand_ins;
  // Of a numeric column: the bounds of the band, known or asked for ("10..20"), half-open.
  std::optional<std::pair<double, double>> band;
};

// One reason, strongest first; points are differences in log-odds.
struct Reason {
  enum class Kind : uint8_t {
    kOwnHistory,
    kSimilarValues,
    kParents,
    kTiming,
    kActivity,
    kPopularity
  };
  Kind kind;
  float points = 0;
  std::string text;  // in words: "bought Binders 4 times, last 12 days ago"
};
std::string_view name_of(Reason::Kind kind);

// How good a column's model was on the last closed window, measured before that window was learned.
struct Quality {
  int values = 0;          // values with enough positives to be judged
  uint64_t positives = 0;  // profile × value conversions of the window, over all values
  double auc = 0, average_precision = 0;
  double recall_top5 = 0, recall_top20 = 0;  // share of buyers in the likeliest 5 % / 20 %
  double rule_recall_top5 = 0, rule_recall_top20 = 0;  // the same for the rule "touched before"
  double expected_over_actual = 0, expected_over_actual_top5 = 0, expected_over_actual_top20 = 0;
  bool low_data = false;  // fewer than 100 positives: pooled and shrunken
};

// How far sums of probabilities were off on closed windows: the width of intervals.
struct Spread {
  double common = 0;      // relative standard deviation shared by all targets (seasons)
  double per_target = 0;  // relative standard deviation of one target
  double bias = 1;        // typical actual ÷ expected of past windows, after calibration
};

// The model of one column, with the histories of all profiles as of its now.
// Immutable; any number of threads may score at once. Probabilities are calibrated and in (0, 1).
class ColumnModel {
 public:
  virtual ~ColumnModel() = default;

  virtual std::string_view name() const = 0;
  virtual bool numeric() const = 0;  // its values are bands of numbers
  virtual size_t value_count() const = 0;
  virtual std::string_view value(uint32_t code) const = 0;
  // The code of a known value, by its exact bytes, or kNoValue.
  virtual uint32_t code_of(std::string_view value) const = 0;
  // Profiles that touched the value before now; its goal conversions in the last horizon.
  virtual uint32_t touched_by(uint32_t code) const = 0;
  virtual uint32_t recent_conversions(uint32_t code) const = 0;
  virtual const Quality& quality() const = 0;
  virtual const Spread& spread() const = 0;

  // Finds a typed value; unknown ones are answered too, with what is assumed.
  virtual Target find(std::string_view text) const = 0;

  // out[i]: probability that eligible profile i engages with the target within the horizon.
  virtual void score_target(const Target& target, int threads, std::span<float> out) const = 0;

  // out[k]: probability of profile i engaging with values[k] (codes).
  virtual void score_profile(uint32_t profile, std::span<const uint32_t> values,
                             std::span<float> out) const = 0;

  struct Scored {
    uint32_t code;
    float probability;
  };
  // The `count` likeliest values of a profile among those `allowed` (empty: all), best first,
  // ties by code. Exact over its candidates: own history, similar values, the popular ones.
  virtual std::vector<Scored> best_values(uint32_t profile, size_t count,
                                          const std::vector<bool>& allowed) const = 0;

  // Why this profile has this probability for the target; at most `count`.
  virtual std::vector<Reason> reasons(uint32_t profile, const Target& target,
                                      size_t count) const = 0;

  // Values that the profile touched with interaction rule `rule` at or after `since`.
  virtual std::vector<uint32_t> touched(uint32_t profile, size_t rule, TimeUs since) const = 0;
};

// A trained model of all columns: immutable, loaded from one checksummed file.
class Model {
 public:
  virtual ~Model() = default;
  virtual TimeUs now() const = 0;
  virtual int horizon_days() const = 0;
  virtual std::span<const Interactions::Rule> rules() const = 0;  // with their goal flags
  // Eligible profiles: index → number, ascending.
  virtual std::span<const ProfileNumber> profiles() const = 0;
  virtual std::span<const std::unique_ptr<ColumnModel>> columns() const = 0;
  // The column of that exact name, or nullptr.
  virtual const ColumnModel* column(std::string_view name) const = 0;
  // What the reader should know: little data, few windows; words for people.
  virtual std::span<const std::string> notes() const = 0;
  // What this model learned, for the histories that `rows` make just before `now`: the profiles of
  // the result are those with a row before it. Nothing learned is copied, so the cost is that of
  // the rows, and this model must outlive the result. A profile scores the same to the bit whatever
  // other profiles are beside it; the rows and the now of the training give the model's own scores.
  // REQUIRES: rows.rules, rows.texts and rows.numbers are those of this model, in its order (text
  // columns come first), codes are this model's codes or kNoValue.
  virtual std::unique_ptr<Model> with_histories(const Interactions& rows, TimeUs now,
                                                int threads) const = 0;
};

// Reads a model from the bytes of its file, which must outlive it. Wrong magic, version or
// checksum: kUnusable.
Result<std::unique_ptr<Model>> open_model(std::string_view bytes);

}  // namespace likely
