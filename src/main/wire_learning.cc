#include "main/wiring.h"
#include "pipeline/place.h"

namespace likely {

namespace {

Place place_of(const cli::Context& context) {
  return {
      .folder = context.data, .threads = context.thread_count(), .wall_clock = SystemClock().now()};
}

void wire_audiences(const cli::Context& context, cli::AudienceService& service) {
  service.preview = [&](const AudienceQuery& query) {
    return preview_audience(place_of(context), query);
  };
  service.create = [&](const std::string& name, const AudienceQuery& query) {
    return create_audience(place_of(context), name, query);
  };
  service.refresh = [&](const std::string& name) {
    return refresh_audience(place_of(context), name);
  };
  service.list = [&] { return list_audiences(place_of(context)); };
  service.show = [&](const std::string& name) { return show_audience(place_of(context), name); };
  service.members = [&](const std::string& name, uint64_t limit, bool reasons) {
    return audience_members(place_of(context), name, limit, reasons);
  };
  service.export_to = [&](const ExportOptions& options, Progress& progress) {
    return export_audience(place_of(context), options, progress);
  };
  service.remove = [&](const std::string& name) {
    return delete_audience(place_of(context), name);
  };
}

void wire_traits(const cli::Context& context, cli::TraitService& service) {
  service.create = [&](const std::string& name, const TraitQuery& query, Progress& progress) {
    return create_trait(place_of(context), name, query, progress);
  };
  service.refresh = [&](const std::string& name, Progress& progress) {
    return refresh_trait(place_of(context), name, progress);
  };
  service.list = [&] { return list_traits(place_of(context)); };
  service.show = [&](const std::string& name, const std::string& profile) {
    return show_trait(place_of(context), name, profile);
  };
  service.export_to = [&](const ExportOptions& options, Progress& progress) {
    return export_trait(place_of(context), options, progress);
  };
  service.remove = [&](const std::string& name) { return delete_trait(place_of(context), name); };
}

}  // namespace

void wire_learning(cli::Services& services, const cli::Context& context) {
  services.train.train = [&](const TrainRequest& request, Progress& progress) {
    return train_model(place_of(context), request, progress);
  };
  services.score.score = [&](const ScoreOptions& options, Progress& progress) {
    return score_values(place_of(context), options, progress);
  };
  services.backtest.run = [&](const BacktestRequest& request, Progress& progress) {
    return run_backtest(place_of(context), request, progress);
  };
  wire_audiences(context, services.audience);
  wire_traits(context, services.trait);
}

}  // namespace likely
