#pragma once

#include <optional>

#include "models/fit.h"
#include "models/model_data.h"
#include "models/train.h"

namespace likely {

// What one column goes through: pairs of the older windows, of the last one, then the fits. A
// column that says what an earlier one says in other words (ColumnInput::twin) borrows its trees:
// only what is its own, levels and quality, is learned from pairs of the last window.
// input and options must outlive it.
class ColumnTraining {
 public:
  ColumnTraining(const ColumnInput& input, size_t number, const TrainOptions& options)
      : input_(input), number_(number), options_(options) {}

  // Window w (1 is the last) begins where `state` ends; at most `most` pairs are taken.
  void add_window(const State& state, const Outcomes& outcomes, size_t w, size_t most);

  // Fits the older windows and measures that on the last one, then fits all of them. `state`: just
  // before the last window. `twin`: the finished training whose trees are borrowed, or nullptr.
  // Errors: kCancelled.
  Result<ColumnData> finish(const State& state, const Outcomes& outcomes,
                            const std::vector<double>& levels, const ColumnTraining* twin,
                            Progress& progress);

 private:
  Result<void> fit_early(Progress& progress);
  Result<void> fit_all(Progress& progress);
  ColumnData names() const;
  ColumnData flat(ColumnData column) const;
  void measure(const State& state, const Outcomes& outcomes, const Fit& fit,
               const std::vector<double>& levels, ColumnData& column) const;
  std::vector<JudgedTarget> judge(const State& state, const Outcomes& outcomes, const Fit& fit,
                                  const ColumnData& column,
                                  const std::vector<uint32_t>& values) const;

  const ColumnInput& input_;
  size_t number_;
  const TrainOptions& options_;
  PairTable older_, last_;
  std::optional<Fit> early_, final_;  // of the older windows, of all
};

}  // namespace likely
