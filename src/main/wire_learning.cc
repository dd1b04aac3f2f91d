#include "main/wiring.h"
#include "store/atomic_file.h"
#include "store/uploads.h"

namespace likely {

namespace {

// What an export writes, as bytes: it goes through a file of its own, which is removed again.
Result<std::string> bytes_of_export(const Place& place, ExportOptions options,
                                    Result<ExportReport> (*export_it)(const Place&,
                                                                      const ExportOptions&,
                                                                      Progress&)) {
  const Uploads files(place.folder);
  ASSIGN(const std::string id, files.start(options.out));
  const auto read = [&]() -> Result<std::string> {
    ASSIGN(options.out, files.path_of(id));
    NoProgress progress;
    TRY(export_it(place, options, progress));
    return read_file(options.out);
  };
  auto bytes = read();
  files.remove(id);
  return bytes;
}

void wire_audiences(const PlaceOf& place, AudienceService& service) {
  service.preview = [place](const AudienceQuery& query) {
    return preview_audience(place(), query);
  };
  service.create = [place](const std::string& name, const AudienceQuery& query,
                           Progress& progress) {
    return create_audience(place(), name, query, progress);
  };
  service.refresh = [place](const std::string& name, Progress& progress) {
    return refresh_audience(place(), name, progress);
  };
  service.list = [place] { return list_audiences(place()); };
  service.show = [place](const std::string& name) { return show_audience(place(), name); };
  service.members = [place](const std::string& name, const MembersPage& page) {
    return audience_members(place(), name, page);
  };
  service.export_to = [place](const ExportOptions& options, Progress& progress) {
    return export_audience(place(), options, progress);
  };
  service.download = [place](const ExportOptions& options) {
    return bytes_of_export(place(), options, export_audience);
  };
  service.remove = [place](const std::string& name) { return delete_audience(place(), name); };
  service.change = [place](const std::string& name, const Change& change) {
    return change_audience(place(), name, change);
  };
}

void wire_traits(const PlaceOf& place, TraitService& service) {
  service.create = [place](const std::string& name, const TraitQuery& query, Progress& progress) {
    return create_trait(place(), name, query, progress);
  };
  service.refresh = [place](const std::string& name, Progress& progress) {
    return refresh_trait(place(), name, progress);
  };
  service.list = [place] { return list_traits(place()); };
  service.show = [place](const std::string& name, const std::string& profile) {
    return show_trait(place(), name, profile);
  };
  service.export_to = [place](const ExportOptions& options, Progress& progress) {
    return export_trait(place(), options, progress);
  };
  service.download = [place](const ExportOptions& options) {
    return bytes_of_export(place(), options, export_trait);
  };
  service.remove = [place](const std::string& name) { return delete_trait(place(), name); };
  service.change = [place](const std::string& name, const Change& change) {
    return change_trait(place(), name, change);
  };
  service.preview = [place](const TraitQuery& query, const std::vector<std::string>& people,
                            size_t limit) { return preview_trait(place(), query, people, limit); };
  service.people = [place](const std::string& name, const TraitPeoplePage& page) {
    return trait_people(place(), name, page);
  };
  service.publish = [place](const std::string& name, bool is_public) {
    return publish_trait(place(), name, is_public);
  };
}

}  // namespace

void wire_learning(Services& services, const PlaceOf& place) {
  services.train.train = [place](const TrainRequest& request, Progress& progress) {
    return train_model(place(), request, progress);
  };
  services.train.models = [place]() -> Result<std::vector<ModelRecord>> {
    ASSIGN(const auto space, place().open(Access::kRead));
    return ModelRegistry(*space).list();
  };
  services.train.quality = [place](const ModelChoice& choice) -> Result<ModelQuality> {
    ASSIGN(const auto space, place().open(Access::kRead));
    return model_quality(*space, choice);
  };
  services.train.serve = [place](const std::string& name) -> Result<ModelRecord> {
    ASSIGN(const auto space, place().open(Access::kWrite));
    return ModelRegistry(*space).serve(name);
  };
  services.score.score = [place](const ScoreOptions& options, Progress& progress) {
    return score_values(place(), options, progress);
  };
  services.backtest.run = [place](const BacktestRequest& request, Progress& progress) {
    return run_backtest(place(), request, progress);
  };
  wire_audiences(place, services.audience);
  wire_traits(place, services.trait);
}

}  // namespace likely
