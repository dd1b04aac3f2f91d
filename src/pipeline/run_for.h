#pragma once

#include <optional>
#include <string>
#include <utility>

#include "pipeline/run_queue.h"

namespace likely {

enum class RunPlace { kInTurn, kBeside };

// Work that gives a report to who waits for it, as a run (RunQueue::take_turn or beside). work:
// Result<Report>(Progress&). told: the run's result, std::string or Result<std::string>, of
// (const Report&, Progress&). What `told` refuses fails the run; the report is given all the same.
template <typename Report, typename Work, typename Told>
Result<Report> run_for(RunQueue& runs, RunPlace place, const RunQueue::Asked& asked,
                       const Work& work, const Told& told) {
  std::optional<Result<Report>> report;
  const auto whole = [&](Progress& progress) -> Result<std::string> {
    report = work(progress);
    if (!*report) return std::unexpected(report->error());
    return told(**report, progress);
  };
  const auto done =
      place == RunPlace::kInTurn ? runs.take_turn(asked, whole) : runs.beside(asked, whole);
  if (!report) return std::unexpected(done.error());
  return std::move(*report);
}

}  // namespace likely
