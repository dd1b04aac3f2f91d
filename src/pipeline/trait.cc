#include "pipeline/trait.h"

#include <algorithm>

#include "base/format.h"
#include "base/threads.h"
#include "pipeline/population.h"
#include "pipeline/trait_lister.h"

namespace likely {
namespace {

constexpr size_t kBatch = 8192;  // profiles whose lists are in memory at once
constexpr size_t kBlock = 64;

// The lists of a trait, computed batch by batch.
class Lists {
 public:
  Lists(TraitLister lister, Population population, int threads)
      : lister_(std::move(lister)), population_(std::move(population)), threads_(threads) {}

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

  TraitList list_of(size_t i) const {
    return {.profile = population_.number(i), .entries = lister_.list_of(population_.index(i))};
  }

  const TraitLister lister_;
  const Population population_;
  const int threads_;
  std::vector<TraitList> batch_;
  size_t begin_ = 0, at_ = 0;
};

Result<CreatedTrait> compute(const LoadedModel& loaded, const Place& place, TraitRecord record,
                             Progress& progress) {
  ASSIGN(const ColumnModel* column, loaded.column(record.column));
  if (!record.exclude_where.empty()) progress.step("reading attributes", 0, "rows");
  ASSIGN(auto allowed,
         allowed_by(*loaded.space, record, *column, loaded.learned_now(), place.threads));
  CreatedTrait created{.model = loaded.summary};
  created.excluded_values =
      static_cast<uint64_t>(std::count(allowed.begin(), allowed.end(), false));
  ASSIGN(Population population,
         Population::of(loaded.space->state(), *loaded.model, record.known_only));
  ASSIGN(auto lister, TraitLister::make(record, *column, loaded.model->rules(), loaded.model->now(),
                                        std::move(allowed)));
  Lists lists(std::move(lister), std::move(population), place.threads);
  record.status = "live";
  record.goals = loaded.record.goals;
  record.horizon_days = loaded.record.horizon_days;
  record.model = loaded.record.name;
  record.as_of = loaded.model->now();
  record.refreshed = place.wall_clock;
  record.refresh.next = next_refresh(record.refresh, place.wall_clock);
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
                               },
                               loaded.scored_before));
  record.id = id;
  record.profiles = lists.size();
  created.record = std::move(record);
  return created;
}

}  // namespace

Result<CreatedTrait> create_trait(const Place& place, const std::string& name,
                                  const TraitQuery& query, Progress& progress) {
  ASSIGN(const int count, parse_trait_count(query.count));
  ASSIGN(RefreshRule refresh, parse_refresh(query.refresh, place.wall_clock));
  ASSIGN(const LoadedModel loaded, LoadedModel::open(place, query.model, Access::kWrite));
  TraitRecord record{.name = name,
                     .column = query.column,
                     .count = count,
                     .exclude = query.exclude,
                     .exclude_where = query.exclude_where,
                     .known_only = query.known_only,
                     .created = place.wall_clock,
                     .refresh = std::move(refresh)};
  TraitStore store(loaded.space->state());
  ASSIGN(record.key, store.free_key(name));
  return compute(loaded, place, std::move(record), progress);
}

Result<CreatedTrait> refresh_trait(const Place& place, const std::string& name,
                                   Progress& progress) {
  ASSIGN(auto space, place.open(Access::kWrite));
  ASSIGN(TraitRecord record, TraitStore(space->state()).find(name));
  const ModelChoice choice{.goals = record.goals, .horizon_days = record.horizon_days};
  ASSIGN(const LoadedModel loaded, LoadedModel::open(std::move(space), choice, place));
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
