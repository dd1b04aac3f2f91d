#include "pipeline/trait_people.h"

#include <algorithm>
#include <limits>
#include <ranges>

#include "base/format.h"
#include "pipeline/population.h"
#include "pipeline/trait_lister.h"
#include "store/profile_ids.h"

namespace likely {
namespace {

constexpr size_t kReasons = 3;
// People with so few events tell little of a list; they come after the others.
constexpr int kTelling = 3;
constexpr size_t kActiveForOne = 10;

std::optional<uint32_t> index_of(const Population& population, ProfileNumber number) {
  const auto all = std::views::iota(size_t{0}, population.size());
  const auto at =
      std::ranges::lower_bound(all, number, {}, [&](size_t i) { return population.number(i); });
  if (at == all.end() || population.number(*at) != number) return std::nullopt;
  return population.index(*at);
}

// Who did something last; merged-away numbers are nobody's.
Result<std::vector<ProfileNumber>> recently_active(Space& space, size_t limit) {
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(DuckResult rows,
         warehouse->connection().stream(format(
             "SELECT profile FROM events WHERE profile IS NOT NULL GROUP BY profile ORDER BY "
             "count(*) >= {} DESC, max(at_us) DESC, profile LIMIT {}",
             kTelling, limit)));
  std::vector<ProfileNumber> numbers;
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, rows.next(chunk));
    if (!more) return numbers;
    for (size_t row = 0; row < chunk.size(); ++row) {
      numbers.push_back(chunk.cells<uint32_t>(0)[row]);
    }
  }
}

Result<std::vector<ProfileNumber>> numbers_of(Sqlite& state,
                                              const std::vector<std::string>& people) {
  std::vector<ProfileNumber> numbers;
  for (const std::string& id : people) {
    auto number = find_profile(state, id);
    if (!number) {
      return fail_field(number.error().code, "people",
                        format("{}: {}", id, number.error().message));
    }
    numbers.push_back(*number);
  }
  return numbers;
}

// Makes the entries of lists readable.
class Teller {
 public:
  Teller(Sqlite& state, std::string column) : cards_(state), column_(std::move(column)) {}

  Result<ListedValue> value(std::string text, float probability) {
    ListedValue one{.value = std::move(text), .probability = probability};
    ASSIGN(one.item, cards_.of(column_, one.value));
    return one;
  }

 private:
  ItemCards cards_;
  std::string column_;
};

void explain(const ColumnModel& column, uint32_t index, ListedPerson& person) {
  for (ListedValue& one : person.values) {
    for (const Reason& reason : column.reasons(index, column.find(one.value), kReasons)) {
      one.reasons.push_back(reason.text);
    }
  }
}

// Somebody who is shown, and where the model has them; nothing: not eligible.
struct Shown {
  ProfileNumber number = 0;
  std::optional<uint32_t> index;
};

// The given ones; or of those who were active the first that are eligible.
std::vector<Shown> chosen(const Population& population, const std::vector<ProfileNumber>& numbers,
                          bool are_given, size_t limit) {
  std::vector<Shown> shown;
  for (const ProfileNumber number : numbers) {
    const auto index = index_of(population, number);
    if (are_given || (index && shown.size() < limit)) shown.push_back({number, index});
  }
  return shown;
}

std::vector<ProfileNumber> in_order(std::vector<ProfileNumber> numbers) {
  std::ranges::sort(numbers);
  numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
  return numbers;
}

Result<std::vector<ListedPerson>> list_people(Sqlite& state, const std::vector<Shown>& shown,
                                              const ColumnModel& column,
                                              const TraitLister& lister) {
  std::vector<ProfileNumber> numbers;
  for (const Shown& one : shown) numbers.push_back(one.number);
  ASSIGN(auto names, profile_names(state, numbers));
  Teller teller(state, std::string(column.name()));
  std::vector<ListedPerson> people;
  for (size_t i = 0; i < shown.size(); ++i) {
    ListedPerson person{.names = std::move(names[i]), .eligible = shown[i].index.has_value()};
    const auto entries =
        person.eligible ? lister.list_of(*shown[i].index) : std::vector<TraitEntry>();
    for (const TraitEntry& entry : entries) {
      ASSIGN(auto one, teller.value(std::string(column.value(entry.code)), entry.probability));
      person.values.push_back(std::move(one));
    }
    if (person.eligible) explain(column, *shown[i].index, person);
    people.push_back(std::move(person));
  }
  return people;
}

// Why, by the model that serves the trait's goals and horizon now.
Result<void> explain_all(std::unique_ptr<Space> space, const Place& place,
                         const TraitRecord& record, const std::vector<ProfileNumber>& numbers,
                         std::vector<ListedPerson>& people) {
  const auto sorted = in_order(numbers);
  const ModelChoice choice{.goals = record.goals, .horizon_days = record.horizon_days};
  ASSIGN(const LoadedModel loaded, LoadedModel::open(std::move(space), choice, place, sorted));
  ASSIGN(const ColumnModel* column, loaded.column(record.column));
  const auto profiles = loaded.model->profiles();
  for (size_t i = 0; i < numbers.size(); ++i) {
    const auto at = std::ranges::lower_bound(profiles, numbers[i]);
    if (at == profiles.end() || *at != numbers[i]) continue;
    explain(*column, static_cast<uint32_t>(at - profiles.begin()), people[i]);
  }
  return {};
}

}  // namespace

Result<TraitPreview> preview_trait(const Place& place, const TraitQuery& query,
                                   const std::vector<std::string>& people, size_t limit) {
  ASSIGN(const int count, parse_trait_count(query.count));
  ASSIGN(auto space, place.open(Access::kRead));
  TRY(require_catalog(*space));
  // More than are shown: some of those who were active may not be eligible.
  ASSIGN(const auto numbers, people.empty() ? recently_active(*space, limit * kActiveForOne)
                                            : numbers_of(space->state(), people));
  const auto sorted = in_order(numbers);
  ASSIGN(const LoadedModel loaded, LoadedModel::open(std::move(space), query.model, place, sorted));
  ASSIGN(const ColumnModel* column, loaded.column(query.column));
  const TraitRecord record{.column = query.column,
                           .count = count,
                           .exclude = query.exclude,
                           .exclude_where = query.exclude_where};
  TraitPreview preview{.values = column->value_count(), .model = loaded.summary};
  ASSIGN(auto allowed,
         allowed_by(*loaded.space, record, *column, loaded.learned_now(), place.threads));
  preview.excluded_values =
      static_cast<uint64_t>(std::count(allowed.begin(), allowed.end(), false));
  ASSIGN(const auto lister, TraitLister::make(record, *column, loaded.model->rules(),
                                              loaded.model->now(), std::move(allowed)));
  Sqlite& state = loaded.space->state();
  ASSIGN(const Population population, Population::of(state, *loaded.model, query.known_only));
  const auto shown = chosen(population, numbers, !people.empty(), limit);
  ASSIGN(preview.people, list_people(state, shown, *column, lister));
  return preview;
}

Result<TraitPeople> trait_people(const Place& place, const std::string& name,
                                 const TraitPeoplePage& page) {
  ASSIGN(auto space, place.open(Access::kRead));
  TraitStore store(space->state());
  ASSIGN(auto moment, space->state().begin_reading());  // lists change while it is live
  ASSIGN(const TraitRecord record, store.find(name));
  ASSIGN(const auto texts, store.values(record.id));
  const int64_t below = page.below > 0 ? page.below : std::numeric_limits<int64_t>::max();
  ASSIGN(auto lists, store.lists_below(record.id, below, page.limit + 1));
  TraitPeople shown;
  if (lists.size() > page.limit) {
    lists.pop_back();
    shown.next = int64_t{lists.back().profile};
  }
  std::vector<ProfileNumber> numbers;
  for (const TraitList& list : lists) numbers.push_back(list.profile);
  ASSIGN(auto names, profile_names(space->state(), numbers));
  Teller teller(space->state(), record.column);
  for (size_t i = 0; i < lists.size(); ++i) {
    ListedPerson person{.names = std::move(names[i])};
    for (const TraitEntry& entry : lists[i].entries) {
      ASSIGN(auto one, teller.value(texts.at(entry.code), entry.probability));
      person.values.push_back(std::move(one));
    }
    shown.people.push_back(std::move(person));
  }
  TRY(moment.commit());
  if (page.reasons && !lists.empty()) {
    TRY(explain_all(std::move(space), place, record, numbers, shown.people));
  }
  return shown;
}

}  // namespace likely
