#include "pipeline/checks.h"

#include <algorithm>

#include "catalog/mapping_file.h"
#include "pipeline/interactions.h"
#include "pipeline/loaded_model.h"
#include "pipeline/trait_lister.h"

namespace likely {

Result<Interactions> no_interactions(Space& space) {
  ASSIGN(InteractionSource source, interaction_source(space));
  Interactions none{.rules = std::move(source.rules)};
  for (const auto& column : source.columns) {
    if (column.type == ColumnType::kNumber) {
      none.numbers.push_back({.name = column.name});
    } else {
      none.texts.push_back({.name = column.name});
    }
  }
  return none;
}

Result<void> check_column(const Interactions& data, const std::string& name) {
  std::vector<std::string> mapped;
  for (const auto& column : data.texts) mapped.push_back(column.name);
  for (const auto& column : data.numbers) mapped.push_back(column.name);
  if (name.empty() || std::ranges::find(mapped, name) != mapped.end()) return {};
  return std::unexpected(no_such_column(name, mapped));
}

Result<void> check_training(const Place& place, const TrainRequest& request) {
  return check_backtest(
      place,
      {.goals = request.goals, .horizon_days = request.horizon_days, .as_of = request.as_of});
}

Result<void> check_backtest(const Place& place, const BacktestRequest& request) {
  TRY(check_horizon(request.horizon_days));
  ASSIGN(const auto space, place.open(Access::kRead));
  TRY(require_catalog(*space));
  ASSIGN(Interactions none, no_interactions(*space));
  TRY(check_column(none, request.column));
  TRY(set_goals(none, request.goals));
  TRY(resolve_now(none, request.as_of));
  return {};
}

Result<void> check_trait(const Place& place, const std::string& name, const TraitQuery& query) {
  ASSIGN(const int count, parse_trait_count(query.count));
  TRY(parse_refresh(query.refresh, place.wall_clock));
  ASSIGN(const auto space, place.open(Access::kRead));
  TRY(TraitStore(space->state()).free_key(name));
  ASSIGN(const CurrentModel current, CurrentModel::open(*space, query.model));
  ASSIGN(const ColumnModel* column, current.column(query.column));
  const TraitRecord record{.column = query.column,
                           .count = count,
                           .exclude = query.exclude,
                           .exclude_where = query.exclude_where};
  ASSIGN(const Interactions none, no_interactions(*space));
  TRY(allowed_by(none, record, *column, current.learned_now()));
  TRY(TraitLister::make(record, *column, current.model->rules(), current.model->now(), {}));
  return {};
}

Result<void> check_mapping_text(const std::string& text) {
  const auto mapping = read_mapping(text, "text");
  if (mapping) return {};
  return fail_field(ErrorCode::kUnusable, "text", mapping.error().message);
}

}  // namespace likely
