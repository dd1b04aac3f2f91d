#include "pipeline/retrain_gate.h"

#include <algorithm>

#include "base/format.h"

namespace likely {

namespace {
constexpr double kMostAucLost = .02;
constexpr double kMostRecallLost = .1;
}  // namespace

std::string why_hold_back(std::span<const ColumnReport> trained,
                          std::span<const ColumnReport> serving) {
  double auc[2] = {}, recall[2] = {};
  int columns = 0;
  for (const ColumnReport& before : serving) {
    const auto now = std::ranges::find(trained, before.name, &ColumnReport::name);
    if (now == trained.end() || before.quality.low_data || before.quality.values == 0) continue;
    // A column that lost its data has nothing to show for itself: it counts as guessing.
    const bool judged = now->quality.values > 0;
    auc[0] += before.quality.auc;
    auc[1] += judged ? now->quality.auc : .5;
    recall[0] += before.quality.recall_top20;
    recall[1] += judged ? now->quality.recall_top20 : .2;
    ++columns;
  }
  if (columns == 0) return "";
  for (double* mean : {auc, auc + 1, recall, recall + 1}) *mean /= columns;
  if (auc[0] - auc[1] <= kMostAucLost && recall[1] >= recall[0] * (1 - kMostRecallLost)) return "";
  return format(
      "held back: over {} columns its AUC is {:.3f} (serving: {:.3f}) and its likeliest 20 % hold "
      "{:.0f} % of the buyers (serving: {:.0f} %); the model before it serves on",
      columns, auc[1], auc[0], recall[1] * 100, recall[0] * 100);
}

}  // namespace likely
