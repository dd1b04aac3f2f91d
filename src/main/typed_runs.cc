#include "main/typed_runs.h"

#include "pipeline/run_for.h"
#include "services/run_results.h"
#include "store/input_stream.h"

namespace likely {

namespace {

constexpr const char* kActor = "terminal";

// What runs of somebody at a terminal have in common.
class Typed {
 public:
  explicit Typed(RunQueue& runs) : runs_(&runs) {}

  template <typename Report, typename Work>
  Result<Report> run(const char* kind, const Json& arguments, Progress& watching, const Work& work,
                     RunPlace place = RunPlace::kInTurn) const {
    return run_for<Report>(*runs_, place, {kind, dump(arguments), kActor, &watching}, work,
                           [](const Report& report, Progress& progress) -> Result<std::string> {
                             TRY(failure_of(report));
                             return told(report, progress);
                           });
  }

 private:
  template <typename Report>
  static Result<void> failure_of(const Report&) {
    return {};
  }
  static Result<void> failure_of(const ImportSummary& summary) {
    if (auto failure = summary.failure()) return std::unexpected(std::move(*failure));
    return {};
  }

  RunQueue* runs_;
};

Json files_json(const std::vector<std::string>& files) {
  Json names = Json::array();
  for (const std::string& file : files) names.push_back(path_for_people(file));
  return {{"files", std::move(names)}};
}

Json model_choice_json(const std::vector<std::string>& goals, std::optional<int> horizon_days) {
  Json json = {{"goals", goals}};
  if (horizon_days) json["horizon_days"] = *horizon_days;
  return json;
}

void learning_as_runs(const Typed& typed, const Services& services, Services& as_runs) {
  as_runs.train.train = [typed, train = services.train.train](const TrainRequest& request,
                                                              Progress& progress) {
    return typed.run<TrainReport>("train", model_choice_json(request.goals, request.horizon_days),
                                  progress,
                                  [&](Progress& tracked) { return train(request, tracked); });
  };
  as_runs.backtest.run = [typed, test = services.backtest.run](const BacktestRequest& request,
                                                               Progress& progress) {
    Json arguments = model_choice_json(request.goals, request.horizon_days);
    arguments["column"] = request.column;
    return typed.run<BacktestReport>("backtest", arguments, progress,
                                     [&](Progress& tracked) { return test(request, tracked); });
  };
}

void intake_as_runs(const Typed& typed, const Services& services, Services& as_runs) {
  as_runs.intake.import = [typed, import = services.intake.import](const ImportOptions& options,
                                                                   Progress& progress) {
    return typed.run<ImportSummary>("import", files_json(options.files), progress,
                                    [&](Progress& tracked) { return import(options, tracked); });
  };
  as_runs.intake.import_items = [typed, import = services.intake.import_items](
                                    const ItemOptions& options, Progress& progress) {
    return typed.run<ItemSummary>("items.import", files_json(options.files), progress,
                                  [&](Progress& tracked) { return import(options, tracked); });
  };
  as_runs.catalog.set = [typed, set = services.catalog.set](const std::string& file,
                                                            Progress& progress) {
    return typed.run<MappingReport>("catalog", files_json({file}), progress,
                                    [&](Progress& tracked) { return set(file, tracked); });
  };
}

void results_as_runs(const Typed& typed, const Services& services, Services& as_runs) {
  as_runs.audience.create = [typed, create = services.audience.create](const std::string& name,
                                                                       const AudienceQuery& query,
                                                                       Progress& progress) {
    return typed.run<CreatedAudience>(
        "audience.create", {{"name", name}, {"column", query.column}, {"value", query.value}},
        progress, [&](Progress& tracked) { return create(name, query, tracked); },
        RunPlace::kBeside);
  };
  as_runs.audience.refresh = [typed, refresh = services.audience.refresh](const std::string& name,
                                                                          Progress& progress) {
    return typed.run<CreatedAudience>("audience.refresh", {{"audience", name}}, progress,
                                      [&](Progress& tracked) { return refresh(name, tracked); });
  };
  as_runs.trait.create = [typed, create = services.trait.create](
                             const std::string& name, const TraitQuery& query, Progress& progress) {
    return typed.run<CreatedTrait>("trait.create", {{"name", name}, {"column", query.column}},
                                   progress,
                                   [&](Progress& tracked) { return create(name, query, tracked); });
  };
  as_runs.trait.refresh = [typed, refresh = services.trait.refresh](const std::string& name,
                                                                    Progress& progress) {
    return typed.run<CreatedTrait>("trait.refresh", {{"trait", name}}, progress,
                                   [&](Progress& tracked) { return refresh(name, tracked); });
  };
}

}  // namespace

Services as_runs(const Services& services, RunQueue& runs) {
  Services typed = services;
  learning_as_runs(Typed(runs), services, typed);
  intake_as_runs(Typed(runs), services, typed);
  results_as_runs(Typed(runs), services, typed);
  return typed;
}

}  // namespace likely
