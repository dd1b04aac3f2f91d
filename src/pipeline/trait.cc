#include "pipeline/trait.h"

#include <algorithm>

#include "base/format.h"
#include "base/threads.h"
#include "pipeline/interactions.h"
#include "pipeline/item_attributes.h"
#include "pipeline/population.h"
#include "traits/exclusion.h"

namespace likely {
namespace {

constexpr size_t kBatch = 8192;  // profiles whose lists are in memory at once
constexpr size_t kBlock = 64;

// The lists of a trait, computed batch by batch.
class Lists {
 public:
  Lists(const ColumnModel& column, Population population, int count,
        std::vector<PastExclusion> past, std::vector<bool> allowed, int threads)
      : column_(column),
        population_(std::move(population)),
        count_(static_cast<size_t>(count)),
        past_(std::move(past)),
        allowed_(std::move(allowed)),
        threads_(threads) {}

  uint64_t size() const { return population_.size(); }
  uint64_t done() const { return begin_ + at_; }

  bool next(TraitList& list) {
    if (at_ == batch_.size()) {
      begin_ += batch_.size();
      compute();
      if (batch_.empty()) return false;
    }
    list = std::move(batch_[at_++]);
    return true;
  }

 private:
  void compute() {
    batch_.assign(std::min(kBatch, population_.size() - begin_), {});
    at_ = 0;
    parallel_for(threads_, batch_.size(), kBlock, [&](size_t begin, size_t end, int) {
      for (size_t i = begin; i < end; ++i) batch_[i] = list_of(begin_ + i);
    });
  }

  // Values that the person has done an excluded thing with are asked for in excess, then dropped.
  TraitList list_of(size_t i) const {
    const uint32_t profile = population_.index(i);
    std::vector<uint32_t> excluded;
    for (const PastExclusion& past : past_) {
      for (const size_t rule : past.rules) {
        const auto touched = column_.touched(profile, rule, past.since);
        excluded.insert(excluded.end(), touched.begin(), touched.end());
      }
    }
    std::sort(excluded.begin(), excluded.end());
    excluded.erase(std::unique(excluded.begin(), excluded.end()), excluded.end());
    TraitList list{.profile = population_.number(i)};
    for (const auto& best : column_.best_values(profile, count_ + excluded.size(), allowed_)) {
      if (list.entries.size() == count_) break;
      if (std::binary_search(excluded.begin(), excluded.end(), best.code)) continue;
      list.entries.push_back({best.code, best.probability});
    }
    return list;
  }

  const ColumnModel& column_;
  const Population population_;
  const size_t count_;
  const std::vector<PastExclusion> past_;
  const std::vector<bool> allowed_;
  const int threads_;
  std::vector<TraitList> batch_;
  size_t begin_ = 0, at_ = 0;
};

// Conditions need what the interactions and the item feed say of the values.
Result<std::vector<bool>> allowed_by(const LoadedModel& loaded, const ColumnModel& column,
                                     const std::vector<std::string>& conditions, int threads,
                                     Progress& progress) {
  if (conditions.empty()) return std::vector<bool>();
  std::vector<std::vector<Condition>> lists;
  for (const auto& text : conditions) {
    ASSIGN(auto list, parse_conditions(text));
    lists.push_back(std::move(list));
  }
  progress.step("reading attributes", 0, "rows");
  ASSIGN(const Interactions data, read_interactions(*loaded.space, threads));
  return allowed_values(data, loaded.model->now(), column, lists);
}

Result<CreatedTrait> compute(const LoadedModel& loaded, const Place& place, TraitRecord record,
                             Progress& progress) {
  ASSIGN(const ColumnModel* column, loaded.column(record.column));
  std::vector<PastExclusion> past;
  for (const auto& text : record.exclude) {
    ASSIGN(auto one, parse_past_exclusion(text, loaded.model->rules(), loaded.model->now()));
    past.push_back(std::move(one));
  }
  ASSIGN(auto allowed, allowed_by(loaded, *column, record.exclude_where, place.threads, progress));
  CreatedTrait created{.model = loaded.summary};
  created.excluded_values =
      static_cast<uint64_t>(std::count(allowed.begin(), allowed.end(), false));
  ASSIGN(Population population,
         Population::of(loaded.space->state(), *loaded.model, record.known_only));
  Lists lists(*column, std::move(population), record.count, std::move(past), std::move(allowed),
              place.threads);
  record.status = "live";
  record.goals = loaded.record.goals;
  record.horizon_days = loaded.record.horizon_days;
  record.model = loaded.record.name;
  record.as_of = loaded.model->now();
  record.refreshed = place.wall_clock;
  progress.step("recommending", lists.size(), "profiles");
  TraitStore store(loaded.space->state());
  ASSIGN(const int64_t id, store.put(
                               record, [&](uint32_t code) { return column->value(code); },
                               [&](TraitList& list) -> Result<bool> {
                                 if (progress.cancelled()) {
                                   return fail(ErrorCode::kCancelled, "the trait was not computed");
                                 }
                                 progress.at(lists.done());
                                 return lists.next(list);
                               }));
  record.id = id;
  record.profiles = lists.size();
  created.record = std::move(record);
  return created;
}

}  // namespace

Result<CreatedTrait> create_trait(const Place& place, const std::string& name,
                                  const TraitQuery& query, Progress& progress) {
  ASSIGN(const int count, parse_trait_count(query.count));
  ASSIGN(const LoadedModel loaded, LoadedModel::open(place, query.model, Access::kWrite));
  TraitRecord record{.name = name,
                     .column = query.column,
                     .count = count,
                     .exclude = query.exclude,
                     .exclude_where = query.exclude_where,
                     .known_only = query.known_only,
                     .created = place.wall_clock};
  TraitStore store(loaded.space->state());
  ASSIGN(record.key, store.free_key(name));
  return compute(loaded, place, std::move(record), progress);
}

Result<CreatedTrait> refresh_trait(const Place& place, const std::string& name,
                                   Progress& progress) {
  ASSIGN(auto space, place.open(Access::kWrite));
  ASSIGN(TraitRecord record, TraitStore(space->state()).find(name));
  const ModelChoice choice{.goals = record.goals, .horizon_days = record.horizon_days};
  ASSIGN(const LoadedModel loaded, LoadedModel::open(std::move(space), choice));
  return compute(loaded, place, std::move(record), progress);
}

Result<std::vector<TraitRecord>> list_traits(const Place& place) {
  ASSIGN(const auto space, place.open(Access::kRead));
  return TraitStore(space->state()).list();
}

Result<void> publish_trait(const Place& place, const std::string& name, bool is_public) {
  ASSIGN(const auto space, place.open(Access::kWrite));
  TraitStore store(space->state());
  ASSIGN(const TraitRecord record, store.find(name));
  return store.publish(record.id, is_public);
}

Result<TraitRecord> delete_trait(const Place& place, const std::string& name) {
  ASSIGN(const auto space, place.open(Access::kWrite));
  TraitStore store(space->state());
  ASSIGN(TraitRecord record, store.find(name));
  TRY(store.remove(record.id));
  return record;
}

}  // namespace likely
