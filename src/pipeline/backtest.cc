#include "pipeline/backtest.h"

#include <algorithm>

#include "base/format.h"
#include "domain/time.h"
#include "models/train.h"
#include "pipeline/backtest_column.h"
#include "pipeline/checks.h"
#include "pipeline/interactions.h"
#include "pipeline/loaded_model.h"
#include "pipeline/train.h"

namespace likely {
Result<BacktestReport> run_backtest(const Place& place, const BacktestRequest& request,
                                    Progress& progress) {
  ASSIGN(const int horizon, check_horizon(request.horizon_days));
  ASSIGN(Interactions data, [&]() -> Result<Interactions> {
    ASSIGN(const auto space, place.open(Access::kRead));
    TRY(require_catalog(*space));
    progress.step("reading interactions", 0, "rows");
    return read_interactions(*space, place.threads);
  }());
  TRY(check_column(data, request.column));
  TRY(set_goals(data, request.goals));
  BacktestReport report{.horizon_days = horizon, .goals = goal_names(data.rules)};
  ASSIGN(report.until, resolve_now(data, request.as_of));
  report.cut = report.until - horizon * kDayUs;
  const bool known =
      std::any_of(data.at.begin(), data.at.end(), [&](TimeUs at) { return at < report.cut; });
  if (!known) {
    return fail(
        ErrorCode::kUnusable,
        format("the history does not reach back before {}: nothing was known {} days before "
               "the last event; test a shorter horizon, or import older events",
               format_time(report.cut), horizon));
  }
  ASSIGN(const std::string bytes, train(data,
                                        {.horizon_days = horizon,
                                         .now = report.cut,
                                         .threads = place.threads,
                                         .only = request.column},
                                        progress));
  ASSIGN(const auto model, open_model(bytes));
  report.notes.assign(model->notes().begin(), model->notes().end());
  for (const auto& column : model->columns()) {
    if (!request.column.empty() && column->name() != request.column) continue;
    const PastWindow window(data, *model, *column, report.cut, report.until);
    report.columns.push_back(judge_column(*model, *column, window, place.threads, progress));
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "the backtest was stopped");
  }
  return report;
}

}  // namespace likely
