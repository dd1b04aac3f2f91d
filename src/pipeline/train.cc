#include "pipeline/train.h"

#include <algorithm>

#include "base/format.h"
#include "domain/time.h"
#include "models/forget.h"
#include "models/train.h"
#include "pipeline/interactions.h"
#include "pipeline/loaded_model.h"
#include "pipeline/retrain_gate.h"
#include "store/facts.h"
#include "store/item_store.h"
#include "store/mapping_store.h"
#include "store/profile_ids.h"

namespace likely {
namespace {

constexpr int kMaxHorizonDays = 365;
constexpr int kDefaultHorizonDays = 30;

// Searches have a row for every value that they matched.
void count_rows(const Interactions& data, TimeUs now, TrainReport& report) {
  for (size_t row = 0; row < data.size(); ++row) {
    if (data.at[row] >= now) continue;
    ++(data.rules[data.rule[row]].query ? report.search_matches : report.interactions);
  }
}

// What is learned from. The folder is let go again, so that nobody is kept out meanwhile.
struct ReadData {
  int64_t mapping = 0, erasures = 0;
  Interactions data;
};

Result<ReadData> read_data(const Place& place, Progress& progress) {
  ASSIGN(const auto space, place.open(Access::kRead));
  TRY(require_catalog(*space));
  ASSIGN(const auto mapping, current_mapping(space->state()));
  ASSIGN(const int64_t erased, erasures(space->state()));
  progress.step("reading interactions", 0, "rows");
  ASSIGN(Interactions data, read_interactions(*space, place.threads));
  return ReadData{mapping->version, erased, std::move(data)};
}

// The model without those who were erased while it was learned: an erasure cleans the models that
// it finds, and this one was none yet. REQUIRES: `space` keeps further erasures out until it is.
Result<std::string> without_erased(Space& space, std::string bytes, int64_t erasures_then) {
  ASSIGN(const int64_t now, erasures(space.state()));
  if (now == erasures_then) return bytes;
  auto forgotten = [&]() -> Result<Forgotten> {
    ASSIGN(const auto model, open_model(bytes));
    ASSIGN(const auto gone, erased_among(space.state(), model->profiles()));
    return forget_profiles(bytes, gone, [&](std::string_view, std::string_view value) {
      return is_in_feed(space.state(), value);
    });
  }();
  if (!forgotten) {
    return fail(ErrorCode::kConflict,
                format("somebody was erased while the model learned, and could not be taken out of "
                       "it: {}; train again",
                       forgotten.error().message));
  }
  return forgotten->profiles > 0 ? std::move(forgotten->bytes) : std::move(bytes);
}

std::vector<ColumnReport> columns_of(const Model& model) {
  std::vector<ColumnReport> columns;
  for (const auto& column : model.columns()) {
    columns.push_back({std::string(column->name()), column->value_count(), column->quality()});
  }
  return columns;
}

// Why a model of these goals and this horizon should not serve; empty when none serves yet, or
// the one that does cannot be read.
Result<std::string> held_back_by_serving(Space& space, const ModelRecord& trained,
                                         std::span<const ColumnReport> columns) {
  ModelRegistry registry(space);
  const auto serving =
      registry.find({.goals = trained.goals, .horizon_days = trained.horizon_days});
  if (!serving) return std::string();
  const auto file = MappedFile::open(registry.path_of(*serving));
  if (!file) return std::string();
  const auto model = open_model(file->bytes());
  return model ? why_hold_back(columns, columns_of(**model)) : std::string();
}

}  // namespace

Result<TimeUs> resolve_now(const Interactions& data, const std::string& as_of) {
  if (as_of.empty()) return data.last_event + 1;
  if (const auto at = parse_time(as_of)) return *at;
  return fail_field(
      ErrorCode::kUsage, "as_of",
      format("{}: not a time; write it like 2024-03-01 or 2024-03-01T10:00:00Z", as_of));
}

Result<int> check_horizon(std::optional<int> days) {
  const int horizon = days.value_or(kDefaultHorizonDays);
  if (horizon >= 1 && horizon <= kMaxHorizonDays) return horizon;
  return fail_field(
      ErrorCode::kUsage, "horizon_days",
      format("{}: give a number of days from 1 to {}; 30 is usual", horizon, kMaxHorizonDays));
}

Result<void> set_goals(Interactions& data, const std::vector<std::string>& goals) {
  if (goals.empty()) return {};
  std::string mapped;
  for (auto& rule : data.rules) {
    rule.goal = false;
    if (!rule.removes && !rule.query) {
      mapped += format("{}{}", mapped.empty() ? "" : ", ", rule.event);
    }
  }
  for (const auto& goal : goals) {
    bool found = false;
    for (auto& rule : data.rules) {
      if (rule.event != goal || rule.removes || rule.query) continue;
      rule.goal = found = true;
    }
    if (!found) {
      return fail_field(
          ErrorCode::kUnknown, "goals",
          format("{}: not a mapped event that can be a goal; those are: {}", goal, mapped));
    }
  }
  return {};
}

std::vector<std::string> goal_names(const std::vector<Interactions::Rule>& rules) {
  std::vector<std::string> names;
  for (const auto& rule : rules) {
    if (rule.goal) names.push_back(rule.event);
  }
  return goals_of(goals_text(std::move(names)));
}

Result<TrainReport> train_model(const Place& place, const TrainRequest& request,
                                Progress& progress) {
  ASSIGN(const int horizon, check_horizon(request.horizon_days));
  ASSIGN(ReadData read, read_data(place, progress));
  Interactions& data = read.data;
  TRY(set_goals(data, request.goals));
  ASSIGN(const TimeUs now, resolve_now(data, request.as_of));
  ASSIGN(std::string learned,
         train(data, {.horizon_days = horizon, .now = now, .threads = place.threads}, progress));
  ASSIGN(const auto space, place.open(Access::kWrite));
  ASSIGN(const std::string bytes, without_erased(*space, std::move(learned), read.erasures));
  ASSIGN(const auto model, open_model(bytes));

  TrainReport report{.profiles = model->profiles().size()};
  count_rows(data, now, report);
  ModelRecord record{.goals = goal_names(data.rules),
                     .horizon_days = horizon,
                     .as_of = now,
                     .created = place.wall_clock,
                     .mapping = read.mapping};
  report.columns = columns_of(*model);
  if (request.gated) {
    ASSIGN(report.held_back, held_back_by_serving(*space, record, report.columns));
  }
  ASSIGN(report.model, ModelRegistry(*space).add(std::move(record), bytes, report.held_back));
  report.notes.assign(model->notes().begin(), model->notes().end());
  if (!report.held_back.empty()) report.notes.push_back(report.held_back);
  if (now > data.last_event + kDayUs) {
    report.notes.push_back(
        format("as of a time later than the last event ({}); nothing is known of "
               "the time between",
               format_time(data.last_event)));
  }
  return report;
}

}  // namespace likely
