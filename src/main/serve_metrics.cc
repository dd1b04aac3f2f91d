#include "main/serve_metrics.h"

#include <limits>

namespace likely {

namespace {

double seconds_since(TimeUs at, TimeUs now) {
  if (at == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(now - at) / kSecondUs;
}

void add_intake(Metrics& metrics, const LiveIntake& intake) {
  using Figures = LiveIntake::Figures;
  const auto asked = [&intake](auto value) {
    return [&intake, value] { return static_cast<double>(value(intake.figures())); };
  };
  metrics.total("likely_intake_requests_total", "Requests that are on disk",
                asked([](const Figures& f) { return f.commits.accepted; }));
  metrics.total("likely_intake_refused_total", "Requests that could not be written",
                asked([](const Figures& f) { return f.commits.refused; }));
  metrics.total("likely_intake_events_total", "New events in the stores",
                asked([](const Figures& f) { return f.events; }));
  metrics.total("likely_intake_duplicates_total", "Events that were known",
                asked([](const Figures& f) { return f.duplicates; }));
  metrics.total("likely_intake_discards_total", "Calls that were refused with a reason",
                asked([](const Figures& f) { return f.discards; }));
  metrics.total("likely_intake_flushes_total", "Flushes of the journal",
                asked([](const Figures& f) { return f.commits.flushes; }));
  metrics.gauge("likely_intake_waiting_bytes", "Journal that is not in the stores yet",
                asked([](const Figures& f) { return f.waiting_bytes; }));
  metrics.gauge("likely_intake_lag_seconds", "Age of the oldest request that is not in the stores",
                asked([](const Figures& f) { return f.lag_seconds; }));
}

void add_live(Metrics& metrics, const LiveWorker& live) {
  using Figures = LiveWorker::Figures;
  const auto asked = [&live](auto value) {
    return [&live, value] { return static_cast<double>(value(live.figures())); };
  };
  metrics.total("likely_live_rescored_total",
                "People whose live audiences and traits were looked at again",
                asked([](const Figures& f) { return f.rescored; }));
  metrics.gauge("likely_live_waiting", "People whose scores are older than their events",
                asked([](const Figures& f) { return f.waiting; }));
  metrics.gauge("likely_live_lag_seconds", "Age of the oldest change that is not scored",
                asked([](const Figures& f) { return f.lag_seconds; }));
}

void add_folder(Metrics& metrics, const FolderWatch& watch, const Clock& clock) {
  using Figures = FolderWatch::Figures;
  const auto asked = [&watch](auto value) {
    return [&watch, value] { return static_cast<double>(value(watch.figures())); };
  };
  const auto age = [&watch, &clock](TimeUs Figures::*at) {
    return [&watch, &clock, at] { return seconds_since(watch.figures().*at, clock.now()); };
  };
  metrics.gauge("likely_model_age_seconds", "Since the model that serves was trained",
                age(&Figures::trained));
  metrics.gauge("likely_model_history_age_seconds",
                "Since the last moment that the model that serves has learned from",
                age(&Figures::learned_to));
  const auto size = [&](const char* store, uint64_t FolderSizes::*bytes) {
    metrics.gauge("likely_store_bytes", "Bytes of the data folder on disk",
                  asked([bytes](const Figures& f) { return f.sizes.*bytes; }), {{"store", store}});
  };
  size("state", &FolderSizes::state);
  size("warehouse", &FolderSizes::warehouse);
  size("journal", &FolderSizes::journal);
  size("models", &FolderSizes::models);
  metrics.gauge("likely_disk_free_bytes", "Free bytes of the disk with the data folder",
                asked([](const Figures& f) { return f.sizes.free_disk; }));
  metrics.gauge("likely_runs", "Runs that wait or run",
                asked([](const Figures& f) { return f.runs_queued; }), {{"status", "queued"}});
  metrics.gauge("likely_runs", "Runs that wait or run",
                asked([](const Figures& f) { return f.runs_running; }), {{"status", "running"}});
}

}  // namespace

void add_metrics(Metrics& metrics, const MetricSources& sources) {
  add_intake(metrics, *sources.intake);
  add_live(metrics, *sources.live);
  add_folder(metrics, *sources.watch, *sources.clock);
}

}  // namespace likely
