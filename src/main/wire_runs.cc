#include <algorithm>
#include <optional>

#include "base/format.h"
#include "main/export_runs.h"
#include "main/intake_runs.h"
#include "main/run_arguments.h"
#include "main/wiring.h"
#include "pipeline/map.h"
#include "services/numbers.h"
#include "services/run_results.h"

namespace likely {

namespace {

// What a model answers.
struct Question {
  std::vector<std::string> goals;
  int horizon_days = 30;
  bool operator==(const Question&) const = default;
};

// The catalog's goals and the usual horizon.
Result<Question> usual_question(const Services& services) {
  ASSIGN(const MappingReport catalog, services.catalog.show());
  std::vector<std::string> goals;
  for (size_t i = 0; i < catalog.goals.size(); ++i) {
    if (catalog.goals[i]) goals.push_back(catalog.mapping.rules[i].event);
  }
  return Question{goals_of(goals_text(std::move(goals)))};
}

// What audiences, traits and the models that serve are about, and the usual question. The newest
// model is the one that serves whoever names no goals: its question comes last, so that it stays.
Result<std::vector<Question>> questions_in_use(const Services& services, const Question& usual) {
  std::vector<Question> questions{usual};
  const auto add = [&](const auto& record) {
    Question one{record.goals, record.horizon_days};
    std::erase(questions, one);
    questions.push_back(std::move(one));
  };
  ASSIGN(const auto audiences, services.audience.list());
  ASSIGN(const auto traits, services.trait.list());
  ASSIGN(auto models, services.train.models());
  for (const auto& audience : audiences) add(audience);
  for (const auto& trait : traits) add(trait);
  std::ranges::reverse(models);
  for (const auto& model : models) {
    if (model.held_back.empty()) add(model);
  }
  return questions;
}

// Trains a model for every question in use, one after another, each gated. What cannot be learned
// any more (a goal that left the catalog) is told of and stops no other.
Result<std::string> retrain_all(const Services& services, Progress& progress) {
  ASSIGN(const Question usual, usual_question(services));
  ASSIGN(const auto questions, questions_in_use(services, usual));
  Json first, further = Json::array(), failed = Json::array();
  std::optional<Error> error;  // of the usual question
  std::string words;           // as well
  for (const Question& question : questions) {
    const bool is_usual = question == usual;
    TrainRequest request{.horizon_days = question.horizon_days, .gated = true};
    if (!is_usual) request.goals = question.goals;
    auto report = services.train.train(request, progress);
    if (!report && report.error().code == ErrorCode::kCancelled) {
      return std::unexpected(std::move(report).error());
    }
    if (report) {
      progress.note(result_words(*report));
      if (is_usual) words = result_words(*report);
      (is_usual ? first : further.emplace_back()) = result_json(*report);
    } else if (is_usual) {
      error = std::move(report).error();
    } else {
      progress.note(report.error().message);
      failed.push_back({{"goals", question.goals},
                        {"horizon_days", question.horizon_days},
                        {"error", report.error().message}});
    }
  }
  if (error) return std::unexpected(std::move(*error));
  progress.step(words, 0, "");
  first["further"] = std::move(further);
  first["failed"] = std::move(failed);
  return dump(first);
}

Result<std::string> run_train(const Services& services, const Json& arguments, Progress& progress) {
  const TrainRequest request{.goals = texts_of(arguments, "goals"),
                             .horizon_days = number_of(arguments, "horizon_days"),
                             .as_of = text_of(arguments, "as_of"),
                             .gated = flag_of(arguments, "gated")};
  if (request.gated && request.goals.empty() && !request.horizon_days && request.as_of.empty()) {
    return retrain_all(services, progress);
  }
  ASSIGN(const auto report, services.train.train(request, progress));
  return told(report, progress);
}

Result<std::string> run_backtest_job(const Services& services, const Json& arguments,
                                     Progress& progress) {
  ASSIGN(const auto report,
         services.backtest.run({.column = text_of(arguments, "column"),
                                .goals = texts_of(arguments, "goals"),
                                .horizon_days = number_of(arguments, "horizon_days"),
                                .as_of = text_of(arguments, "as_of")},
                               progress));
  return told(report, progress);
}

Result<std::string> run_catalog(const Services& services, const Json& arguments,
                                Progress& progress) {
  ASSIGN(const auto report, services.catalog.set_text(text_of(arguments, "text"), progress));
  return told(report, progress);
}

Result<std::string> run_trait(const Services& services, const Json& arguments, Progress& progress) {
  const TraitQuery query{
      .column = text_of(arguments, "column"),
      .count = std::to_string(number_of(arguments, "count").value_or(10)),
      .exclude = texts_of(arguments, "exclude"),
      .exclude_where = texts_of(arguments, "exclude_where"),
      .known_only = flag_of(arguments, "known_only"),
      .refresh = arguments.value("refresh", "snapshot"),
      .model = {texts_of(arguments, "goals"), number_of(arguments, "horizon_days")}};
  ASSIGN(const auto created, services.trait.create(text_of(arguments, "name"), query, progress));
  return told(created, progress);
}

}  // namespace

std::map<std::string, Job> wire_jobs(const Services& services, const PlaceOf& place) {
  using Run = std::function<Result<std::string>(const Json&, Progress&)>;
  std::map<std::string, Job> jobs;
  const auto add = [&jobs](const char* kind, Run run) {
    jobs[kind] = [run = std::move(run)](const std::string& text, Progress& progress) {
      return run(Json::parse(text, nullptr, false), progress);
    };
  };
  const Services* all = &services;
  add("train", [all](const Json& arguments, Progress& progress) {
    return run_train(*all, arguments, progress);
  });
  add("backtest", [all](const Json& arguments, Progress& progress) {
    return run_backtest_job(*all, arguments, progress);
  });
  add("catalog", [all](const Json& arguments, Progress& progress) {
    return run_catalog(*all, arguments, progress);
  });
  add("import", [all](const Json& arguments, Progress& progress) {
    return run_import(*all, arguments, progress);
  });
  add("items.import", [all](const Json& arguments, Progress& progress) {
    return run_items(*all, arguments, progress);
  });
  add("demo", [all, place](const Json& arguments, Progress& progress) {
    return run_demo(*all, place, arguments, progress);
  });
  add("trait.create", [all](const Json& arguments, Progress& progress) {
    return run_trait(*all, arguments, progress);
  });
  add("trait.refresh", [all](const Json& arguments, Progress& progress) -> Result<std::string> {
    ASSIGN(const auto done, all->trait.refresh(text_of(arguments, "trait"), progress));
    return told(done, progress);
  });
  add("audience.refresh", [all](const Json& arguments, Progress& progress) -> Result<std::string> {
    ASSIGN(const auto done, all->audience.refresh(text_of(arguments, "audience"), progress));
    return told(done, progress);
  });
  add("audience.export", [all, place](const Json& arguments, Progress& progress) {
    return run_audience_export(*all, place, arguments, progress);
  });
  add("trait.export", [all, place](const Json& arguments, Progress& progress) {
    return run_trait_export(*all, place, arguments, progress);
  });
  add("retention", [all](const Json& arguments, Progress& progress) -> Result<std::string> {
    const int days = number_of(arguments, "days").value_or(0);
    progress.step(format("letting events older than {} go", counted(days, "day")), 0, "");
    ASSIGN(const auto gone, all->care.apply_retention(days));
    return told(gone, progress);
  });
  add("erase", [all](const Json& arguments, Progress& progress) -> Result<std::string> {
    ASSIGN(const auto report, all->care.erase_profile(text_of(arguments, "profile"), progress));
    return told(report, progress);
  });
  return jobs;
}

}  // namespace likely
