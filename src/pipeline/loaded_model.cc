#include "pipeline/loaded_model.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/words.h"
#include "pipeline/interactions.h"
#include "store/facts.h"
#include "store/mapping_store.h"
#include "store/scored_events.h"

namespace likely {

namespace {
constexpr size_t kFew = 10'000;  // people; the rows of more are not worth finding
}

Result<void> require_catalog(Space& space) {
  ASSIGN(const auto mapping, current_mapping(space.state()));
  if (mapping) return {};
  return fail_until(NextStep::kCatalog, "there is no catalog yet");
}

Result<LoadedModel> LoadedModel::open(const Place& place, const ModelChoice& choice,
                                      Access access) {
  ASSIGN(auto space, place.open(access));
  return open(std::move(space), choice, place);
}

Result<LoadedModel> LoadedModel::open(std::unique_ptr<Space> space, const ModelChoice& choice,
                                      const Place& place,
                                      std::optional<std::span<const ProfileNumber>> people) {
  ASSIGN(auto current, CurrentModel::open(*space, choice, place.wall_clock, place.threads, people));
  return LoadedModel{std::move(current), std::move(space)};
}

Result<CurrentModel> CurrentModel::open(Space& space, const ModelChoice& choice, TimeUs clock,
                                        int threads,
                                        std::optional<std::span<const ProfileNumber>> people) {
  ASSIGN(CurrentModel current, open(space, choice));
  ASSIGN(current.scored_before, scored_before_reading(space));
  ASSIGN(const auto live, live_since(space.state()));
  if (!live) return current;
  ASSIGN(ModelCodes codes, model_codes(space, *current.model));
  const bool few = people && people->size() <= kFew;
  ASSIGN(const Interactions rows, few ? load_in_codes(space, codes, *people, threads)
                                      : load_in_codes(space, codes, threads));
  // A clock that was put back does not undo what the model has seen.
  const TimeUs now = std::max(clock, current.model->now());
  auto moved = current.model->with_histories(rows, now, threads);
  current.learned = std::move(current.model);
  current.model = std::move(moved);
  current.summary.as_of = now;
  return current;
}

Result<CurrentModel> CurrentModel::open(Space& space, const ModelChoice& choice) {
  TRY(require_catalog(space));
  ModelRegistry registry(space);
  ASSIGN(ModelRecord record, registry.find(choice));
  ASSIGN(MappedFile file, MappedFile::open(registry.path_of(record)));
  auto model = open_model(file.bytes());
  if (!model) {
    return fail(model.error().code,
                format("{}: {}", registry.path_of(record), model.error().message));
  }
  ASSIGN(const auto mapping, current_mapping(space.state()));
  ModelSummary summary{.name = record.name,
                       .goals = record.goals,
                       .horizon_days = record.horizon_days,
                       .as_of = (*model)->now()};
  const auto notes = (*model)->notes();
  summary.notes.assign(notes.begin(), notes.end());
  if (mapping->version != record.mapping) {
    summary.notes.push_back(
        "the catalog has changed since this model was trained; training takes it up");
  }
  return CurrentModel{std::move(record), std::move(file), nullptr, std::move(*model),
                      std::move(summary)};
}

Result<const ColumnModel*> CurrentModel::column(std::string_view name) const {
  if (const ColumnModel* found = model->column(name)) return found;
  std::vector<std::string> mapped;
  for (const auto& one : model->columns()) mapped.emplace_back(one->name());
  return std::unexpected(no_such_column(name, mapped));
}

Error no_such_column(std::string_view name, const std::vector<std::string>& mapped) {
  std::string list;
  for (const auto& one : mapped) list += (list.empty() ? "" : ", ") + one;
  const auto near = nearest_names(name, mapped, 1);
  return {ErrorCode::kUnknown,
          format("{}: no such column{}; the mapped ones are: {}", name,
                 near.empty() ? "" : format("; did you mean {}?", near[0]), list),
          "column"};
}

Uncertainty uncertainty_of(const ColumnModel& column, Evidence evidence) {
  const Spread& spread = column.spread();
  const double least = evidence == Evidence::kNone ? 1.0 : evidence == Evidence::kWeak ? 0.5 : 0.0;
  return {.common = spread.common,
          .per_target = std::max(spread.per_target, least),
          .bias = spread.bias};
}

}  // namespace likely
