#pragma once

#include "base/clock.h"
#include "base/metrics.h"
#include "intake/live_intake.h"
#include "main/folder_watch.h"
#include "pipeline/live_worker.h"

namespace likely {

// What stands behind a server's numbers. Borrowed: all of it must live as long as somebody asks for
// the numbers.
struct MetricSources {
  const LiveIntake* intake = nullptr;
  const LiveWorker* live = nullptr;
  const FolderWatch* watch = nullptr;
  const Clock* clock = nullptr;
};

// Adds them; docs/operation.md says what each means.
void add_metrics(Metrics& metrics, const MetricSources& sources);

}  // namespace likely
