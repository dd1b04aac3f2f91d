#include "models/column_model.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>

#include "base/check.h"
#include "math/exp2.h"

namespace likely {

namespace {

constexpr size_t kAllCandidates = 2500;     // columns up to here are searched whole
constexpr size_t kSimilarCandidates = 400;  // of a profile, by ridge and by cosine
constexpr size_t kPopularCandidates = 150;
constexpr double kLeast = 1e-7;  // probabilities stay inside (0, 1)

double in_range(double p) { return std::clamp(p, kLeast, 1 - kLeast); }

// A number that rises as the score falls, then with the value.
uint64_t best_first(float score, uint32_t value) {
  const uint32_t bits = std::bit_cast<uint32_t>(score + 0.0f);  // -0 is 0
  const uint32_t rising = (bits >> 31) != 0 ? ~bits : bits | 0x80000000u;
  return uint64_t{~rising} << 32 | value;
}

// The values of a column that most people want now, for candidates.
std::vector<uint32_t> popular_values(const ColumnState& state) {
  std::vector<std::pair<float, uint32_t>> popular;
  for (uint32_t v = 0; v < state.values.size(); ++v) {
    popular.emplace_back(-state.values[v].goal_rate_30 - state.values[v].touch_rate_30, v);
  }
  const size_t kept = std::min(kPopularCandidates, popular.size());
  std::partial_sort(popular.begin(), popular.begin() + static_cast<ptrdiff_t>(kept), popular.end());
  std::vector<uint32_t> values;
  for (size_t k = 0; k < kept; ++k) values.push_back(popular[k].second);
  return values;
}

class MappedColumn : public ColumnModel {
 public:
  MappedColumn(const ModelData& data, size_t number)
      : data_(data),
        number_(number),
        column_(data.columns[number]),
        all_(data.state),
        state_(data.state.columns[number]),
        last_by_rule_(column_.last_by_rule),
        scorer_(data.state, number, column_.borders, column_.trees),
        popular_(std::make_shared<const std::vector<uint32_t>>(popular_values(state_))) {}

  // The same column for other histories, which must outlive it.
  MappedColumn(const MappedColumn& learned, const State& state, const Array<float>& last_by_rule)
      : data_(learned.data_),
        number_(learned.number_),
        column_(learned.column_),
        all_(state),
        state_(state.columns[learned.number_]),
        last_by_rule_(last_by_rule),
        scorer_(learned.scorer_, state),
        popular_(learned.popular_) {}

  std::string_view name() const override { return column_.name; }
  bool numeric() const override { return column_.numeric; }
  size_t value_count() const override { return column_.values(); }
  std::string_view value(uint32_t code) const override { return column_.value(code); }
  uint32_t code_of(std::string_view value) const override { return find_code(column_, value); }
  uint32_t touched_by(uint32_t code) const override {
    return static_cast<uint32_t>(state_.values[code].touched);
  }
  uint32_t recent_conversions(uint32_t code) const override {
    return static_cast<uint32_t>(state_.values[code].converted);
  }
  const Quality& quality() const override { return column_.quality; }
  const Spread& spread() const override { return column_.spread; }
  Target find(std::string_view text) const override { return find_target(data_, number_, text); }

  void score_target(const Target& target, int threads, std::span<float> out) const override {
    std::vector<int64_t> units(out.size());
    if (target.code != kNoValue) {
      scorer_.score_value(target.code, threads, units);
      for (size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<float>(probability(units[i], column_.shifts[target.code]));
      }
    } else if (target.band && !target.stand_ins.empty()) {
      score_band(target, threads, units, out);
    } else {
      score_stranger(target, threads, units, out);
    }
  }

  void score_profile(uint32_t profile, std::span<const uint32_t> values,
                     std::span<float> out) const override {
    CollaborativeSums sums(column_.values());
    sums.load(state_, profile);
    std::vector<int64_t> units(values.size());
    scorer_.score_profile(profile, sums, values, units);
    for (size_t k = 0; k < values.size(); ++k) {
      out[k] = static_cast<float>(probability(units[k], column_.shifts[values[k]]));
    }
  }

  std::vector<Scored> best_values(uint32_t profile, size_t count,
                                  const std::vector<bool>& allowed) const override {
    CollaborativeSums sums(column_.values());
    sums.load(state_, profile);
    std::vector<uint32_t> values = candidates(profile, sums);
    std::erase_if(values, [&](uint32_t v) { return !allowed.empty() && !allowed[v]; });
    std::vector<int64_t> units(values.size());
    scorer_.score_profile(profile, sums, values, units);
    std::vector<Scored> best = likeliest(values, units, count);
    std::ranges::sort(best, [](const Scored& a, const Scored& b) {
      return a.probability != b.probability ? a.probability > b.probability : a.code < b.code;
    });
    best.resize(std::min(count, best.size()));
    return best;
  }

  std::vector<Reason> reasons(uint32_t profile, const Target& target, size_t count) const override {
    return explain(data_, all_, number_, profile, target, count);
  }

  std::vector<uint32_t> touched(uint32_t profile, size_t rule, TimeUs since) const override {
    const double days = static_cast<double>(all_.cut - since) / kDayUs;
    std::vector<uint32_t> values;
    for (uint64_t k = state_.histories.begin[profile]; k < state_.histories.begin[profile + 1];
         ++k) {
      const float last = last_by_rule_[k * data_.rules.size() + rule];
      if (last < kNever && last <= days) values.push_back(state_.histories.cells[k].value);
    }
    return values;
  }

 private:
  // Calibrated for the learned windows, then stretched to the horizon when those were shorter.
  double probability(int64_t units, float shift) const {
    return probability(column_.calibration(log_odds(units)) + shift);
  }
  double probability(double calibrated) const {
    const double p = sigmoid(calibrated);
    if (data_.window_share >= 1) return in_range(p);
    return in_range(1 - exp2_exact(log2_exact(1 - in_range(p)) / data_.window_share));
  }

  // Those of `values` that may be among the `count` likeliest, with their probabilities.
  //
  // A probability g rises with its calibrated log-odds x, and where g <= 0.9 so does ln g, by at
  // least a tenth of what x rises: below the count-th x by 1/1000 it is smaller by 1e-4 of itself,
  // which neither rounding (1e-7) nor the error of our exp and log (1e-8 at the least probability)
  // turns round. Where log-odds are cut off, at 1e-7, or g is higher, nobody is left out.
  std::vector<Scored> likeliest(std::span<const uint32_t> values, std::span<const int64_t> units,
                                size_t count) const {
    constexpr double kApart = 1e-3, kLeastLogOdds = -13, kMostProbability = 0.9;
    std::vector<double> x(values.size());
    for (size_t k = 0; k < values.size(); ++k) {
      x[k] = column_.calibration(log_odds(units[k])) + column_.shifts[values[k]];
    }
    double from = -std::numeric_limits<double>::infinity();
    if (count > 0 && count < x.size()) {
      std::vector<double> sorted = x;
      const auto last = sorted.begin() + static_cast<ptrdiff_t>(count - 1);
      std::ranges::nth_element(sorted, last, std::greater());
      if (*last >= kLeastLogOdds && probability(*last) <= kMostProbability) from = *last - kApart;
    }
    std::vector<Scored> found;
    for (size_t k = 0; k < values.size(); ++k) {
      if (x[k] >= from) found.push_back({values[k], static_cast<float>(probability(x[k]))});
    }
    return found;
  }

  // P(any of the overlapped bands) as if bands were independent, each by its covered share.
  void score_band(const Target& target, int threads, std::vector<int64_t>& units,
                  std::span<float> out) const {
    std::vector<double> none(out.size(), 1.0);
    for (const auto& [code, share] : target.stand_ins) {
      scorer_.score_value(code, threads, units);
      for (size_t i = 0; i < out.size(); ++i) {
        none[i] *= 1 - share * probability(units[i], column_.shifts[code]);
      }
    }
    for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(in_range(1 - none[i]));
  }

  // General interest in new values; with similar names, their mean log-odds weigh as much.
  void score_stranger(const Target& target, int threads, std::vector<int64_t>& units,
                      std::span<float> out) const {
    const std::vector<uint32_t> unknown(kParentSlots, kNoValue);
    scorer_.score_unseen(unknown, threads, units);
    std::vector<double> sum(out.size());
    for (size_t i = 0; i < out.size(); ++i) sum[i] = logit(probability(units[i], 0));
    if (!target.stand_ins.empty()) {
      for (double& x : sum) x *= 0.5;
      for (const auto& [code, weight] : target.stand_ins) {
        scorer_.score_value(code, threads, units);
        for (size_t i = 0; i < out.size(); ++i) {
          sum[i] += 0.5 * weight * logit(probability(units[i], column_.shifts[code]));
        }
      }
    }
    for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(sigmoid(sum[i]));
  }

  std::vector<uint32_t> candidates(uint32_t profile, const CollaborativeSums& sums) const {
    std::vector<uint32_t> values;
    if (column_.values() <= kAllCandidates) {
      for (uint32_t v = 0; v < column_.values(); ++v) values.push_back(v);
      return values;
    }
    const auto add_best = [&](auto score) {
      std::vector<uint64_t> ranked;
      ranked.reserve(sums.touched().size());
      for (const uint32_t v : sums.touched()) ranked.push_back(best_first(score(v), v));
      const size_t kept = std::min(kSimilarCandidates, ranked.size());
      std::nth_element(ranked.begin(), ranked.begin() + static_cast<ptrdiff_t>(kept), ranked.end());
      for (size_t k = 0; k < kept; ++k) values.push_back(static_cast<uint32_t>(ranked[k]));
    };
    add_best([&](uint32_t v) { return sums.of(v).ridge; });
    add_best([&](uint32_t v) { return sums.of(v).cosine; });
    for (const Cell& cell : state_.histories.of(profile)) values.push_back(cell.value);
    values.insert(values.end(), popular_->begin(), popular_->end());
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
  }

  const ModelData& data_;
  size_t number_;
  const ColumnData& column_;
  const State& all_;
  const ColumnState& state_;
  const Array<float>& last_by_rule_;
  Scorer scorer_;
  std::shared_ptr<const std::vector<uint32_t>> popular_;
};

const ColumnModel* column_named(std::span<const std::unique_ptr<ColumnModel>> columns,
                                std::string_view name) {
  for (const auto& column : columns) {
    if (column->name() == name) return column.get();
  }
  return nullptr;
}

class MappedModel : public Model {
 public:
  explicit MappedModel(ModelData data) : data_(std::move(data)) {
    for (size_t c = 0; c < data_.columns.size(); ++c) {
      columns_.push_back(std::make_unique<MappedColumn>(data_, c));
    }
  }

  TimeUs now() const override { return data_.state.cut; }
  int horizon_days() const override { return data_.horizon_days; }
  std::span<const Interactions::Rule> rules() const override { return data_.rules; }
  std::span<const ProfileNumber> profiles() const override { return data_.profiles.all(); }
  std::span<const std::unique_ptr<ColumnModel>> columns() const override { return columns_; }
  const ColumnModel* column(std::string_view name) const override {
    return column_named(columns_, name);
  }
  std::span<const std::string> notes() const override { return data_.notes; }
  std::unique_ptr<Model> with_histories(const Interactions& rows, TimeUs now,
                                        int threads) const override;

  const ModelData& data() const { return data_; }
  const MappedColumn& mapped(size_t c) const {
    return static_cast<const MappedColumn&>(*columns_[c]);
  }

 private:
  ModelData data_;
  std::vector<std::unique_ptr<ColumnModel>> columns_;
};

// What a mapped model learned, for the histories of other rows. REQUIRES: all rows before now.
class RebuiltModel : public Model {
 public:
  RebuiltModel(const MappedModel& learned, const Interactions& rows, TimeUs now, int threads)
      : learned_(learned), profiles_(rows.profiles) {
    const std::vector<ColumnRows> columns = column_rows(rows, threads);
    state_ = likely::with_histories(learned.data().state, rows, columns, now, threads);
    for (size_t c = 0; c < columns.size(); ++c) {
      last_by_rule_.push_back(last_touches(rows, columns[c], state_.columns[c].histories, now));
    }
    for (size_t c = 0; c < columns.size(); ++c) {
      columns_.push_back(
          std::make_unique<MappedColumn>(learned.mapped(c), state_, last_by_rule_[c]));
    }
  }

  TimeUs now() const override { return state_.cut; }
  int horizon_days() const override { return learned_.horizon_days(); }
  std::span<const Interactions::Rule> rules() const override { return learned_.rules(); }
  std::span<const ProfileNumber> profiles() const override { return profiles_; }
  std::span<const std::unique_ptr<ColumnModel>> columns() const override { return columns_; }
  const ColumnModel* column(std::string_view name) const override {
    return column_named(columns_, name);
  }
  std::span<const std::string> notes() const override { return learned_.notes(); }
  std::unique_ptr<Model> with_histories(const Interactions& rows, TimeUs now,
                                        int threads) const override {
    return learned_.with_histories(rows, now, threads);
  }

 private:
  // Text columns come first in a model, as they do in training.
  std::vector<ColumnRows> column_rows(const Interactions& rows, int threads) const {
    std::vector<ColumnRows> columns;
    for (const ColumnData& column : learned_.data().columns) {
      const size_t at = columns.size();
      std::vector<uint32_t> codes =
          column.numeric ? band_codes(column.bounds, rows.numbers[at - rows.texts.size()].value)
                         : rows.texts[at].code;
      columns.push_back(make_column_rows(rows, std::move(codes), column.values(), threads));
    }
    return columns;
  }

  const MappedModel& learned_;
  std::vector<ProfileNumber> profiles_;
  State state_;
  std::vector<Array<float>> last_by_rule_;
  std::vector<std::unique_ptr<ColumnModel>> columns_;
};

std::unique_ptr<Model> MappedModel::with_histories(const Interactions& rows, TimeUs now,
                                                   int threads) const {
  CHECK(rows.texts.size() + rows.numbers.size() == columns_.size());
  CHECK(rows.rules.size() == data_.rules.size());
  if (all_before(rows, now)) return std::make_unique<RebuiltModel>(*this, rows, now, threads);
  return std::make_unique<RebuiltModel>(*this, rows_before(rows, now), now, threads);
}

}  // namespace

Result<std::unique_ptr<Model>> open_model(std::string_view bytes) {
  ASSIGN(ModelData data, read_model(bytes));
  return std::make_unique<MappedModel>(std::move(data));
}

std::string_view name_of(Evidence evidence) {
  switch (evidence) {
    case Evidence::kStrong:
      return "strong";
    case Evidence::kSome:
      return "some";
    case Evidence::kWeak:
      return "weak";
    case Evidence::kNone:
      return "none";
  }
  return "";
}

std::string_view name_of(Reason::Kind kind) {
  switch (kind) {
    case Reason::Kind::kOwnHistory:
      return "own history";
    case Reason::Kind::kSimilarValues:
      return "similar values";
    case Reason::Kind::kParents:
      return "brand and category";
    case Reason::Kind::kTiming:
      return "timing";
    case Reason::Kind::kActivity:
      return "activity";
    case Reason::Kind::kPopularity:
      return "popularity";
  }
  return "";
}

}  // namespace likely
