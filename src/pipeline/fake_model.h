#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/model.h"

namespace likely {

// A model for tests: the values it is given, the probabilities it is given, nothing learned.
class FakeColumn : public ColumnModel {
 public:
  FakeColumn(std::string name, std::vector<std::string> values)
      : name_(std::move(name)), values_(std::move(values)) {}

  std::string_view name() const override { return name_; }
  bool numeric() const override { return false; }
  size_t value_count() const override { return values_.size(); }
  std::string_view value(uint32_t code) const override { return values_[code]; }
  uint32_t code_of(std::string_view value) const override { return find(value).code; }
  uint32_t touched_by(uint32_t) const override { return 0; }
  uint32_t recent_conversions(uint32_t) const override { return 0; }
  const Quality& quality() const override { return quality_; }
  const Spread& spread() const override { return spread_; }
  Target find(std::string_view text) const override {
    Target target{.text = std::string(text)};
    for (uint32_t code = 0; code < values_.size(); ++code) {
      if (values_[code] == text) target.code = code;
    }
    return target;
  }
  void score_target(const Target& target, int, std::span<float> out) const override {
    for (uint32_t i = 0; i < out.size(); ++i) out[i] = probability(i, target.code);
  }
  void score_profile(uint32_t profile, std::span<const uint32_t> values,
                     std::span<float> out) const override {
    for (size_t k = 0; k < values.size(); ++k) out[k] = probability(profile, values[k]);
  }
  std::vector<Scored> best_values(uint32_t profile, size_t count,
                                  const std::vector<bool>& allowed) const override {
    std::vector<Scored> best;
    for (uint32_t code = 0; code < values_.size() && best.size() < count; ++code) {
      if (allowed.empty() || allowed[code]) best.push_back({code, probability(profile, code)});
    }
    return best;
  }
  std::vector<Reason> reasons(uint32_t, const Target&, size_t) const override { return {}; }
  std::vector<uint32_t> touched(uint32_t, size_t, TimeUs) const override { return {}; }

  Spread spread_;

 private:
  // Falls with the profile's index and with the value's code.
  static float probability(uint32_t profile, uint32_t code) {
    return 1.0f /
           (2.0f + static_cast<float>(profile) + static_cast<float>(code == kNoValue ? 9 : code));
  }
  std::string name_;
  std::vector<std::string> values_;
  Quality quality_;
};

class FakeModel : public Model {
 public:
  FakeModel(TimeUs now, std::vector<ProfileNumber> profiles)
      : now_(now), profiles_(std::move(profiles)) {}
  TimeUs now() const override { return now_; }
  int horizon_days() const override { return 30; }
  std::span<const Interactions::Rule> rules() const override { return {}; }
  std::span<const ProfileNumber> profiles() const override { return profiles_; }
  std::span<const std::unique_ptr<ColumnModel>> columns() const override { return {}; }
  const ColumnModel* column(std::string_view) const override { return nullptr; }
  std::span<const std::string> notes() const override { return {}; }
  std::unique_ptr<Model> with_histories(const Interactions& rows, TimeUs now, int) const override {
    return std::make_unique<FakeModel>(now, rows.profiles);
  }

 private:
  TimeUs now_;
  std::vector<ProfileNumber> profiles_;
};

}  // namespace likely
