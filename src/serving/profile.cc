#include "serving/profile.h"

#include <algorithm>

#include "base/format.h"
#include "domain/mapping.h"
#include "models/model.h"
#include "store/mapped_file.h"
#include "store/sql_list.h"

namespace likely {
namespace {

constexpr size_t kNewest = 10;
constexpr size_t kRecommended = 5;
constexpr size_t kReasons = 3;

int rank_of_type(const std::string& type) {
  return type == "user_id" ? 0 : type == "email" ? 1 : type == "anonymous_id" ? 2 : 3;
}

// Puts what the item feed says beside the values.
Result<void> add_items(ItemCards& cards, const std::string& column,
                       std::vector<ProfileValue>& values) {
  for (ProfileValue& one : values) {
    ASSIGN(one.item, cards.of(column, one.value));
  }
  return {};
}

Result<void> read_identity(Sqlite& state, ProfileNumber number, ProfilePage& page) {
  const ProfileNumber numbers[] = {number};
  ASSIGN(auto names, profile_names(state, numbers));
  page.names = std::move(names.front());
  ASSIGN(page.ids, external_ids_of(state, number));
  std::stable_sort(page.ids.begin(), page.ids.end(), [](const ExternalId& a, const ExternalId& b) {
    return std::pair(rank_of_type(a.type), a.type) < std::pair(rank_of_type(b.type), b.type);
  });
  ASSIGN(auto merged, state.prepare("SELECT public_id FROM merges JOIN profiles USING (number) "
                                    "WHERE into_profile = ?1 ORDER BY number"));
  merged.bind(1, int64_t{number});
  while (true) {
    ASSIGN(const bool more, merged.step());
    if (!more) return {};
    page.merged.emplace_back(merged.text(0));
  }
}

Result<void> read_counts(DuckConnection& connection, const std::string& numbers,
                         ProfilePage& page) {
  ASSIGN(DuckResult rows,
         connection.stream(format("SELECT kind, name, count(*), min(at_us), max(at_us) FROM events "
                                  "WHERE profile IN ({}) GROUP BY kind, name "
                                  "ORDER BY count(*) DESC, name, kind",
                                  numbers)));
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, rows.next(chunk));
    if (!more) return {};
    for (size_t row = 0; row < chunk.size(); ++row) {
      const ProfileEventCount count{static_cast<EventKind>(chunk.cells<uint8_t>(0)[row]),
                                    std::string(chunk.text(1, row)),
                                    static_cast<uint64_t>(chunk.cells<int64_t>(2)[row]),
                                    chunk.cells<int64_t>(3)[row], chunk.cells<int64_t>(4)[row]};
      page.events += count.count;
      page.first = std::min(page.first.value_or(count.first), count.first);
      page.last = std::max(page.last.value_or(count.last), count.last);
      page.counts.push_back(count);
    }
  }
}

Result<void> read_newest(DuckConnection& connection, const std::string& numbers,
                         ProfilePage& page) {
  ASSIGN(DuckResult rows,
         connection.stream(format("SELECT at_us, kind, name, body FROM events WHERE profile IN ({})"
                                  " ORDER BY at_us DESC, id_hi, id_lo LIMIT {}",
                                  numbers, kNewest)));
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, rows.next(chunk));
    if (!more) return {};
    for (size_t row = 0; row < chunk.size(); ++row) {
      page.newest.push_back({chunk.cells<int64_t>(0)[row],
                             static_cast<EventKind>(chunk.cells<uint8_t>(1)[row]),
                             std::string(chunk.text(2, row)), std::string(chunk.text(3, row))});
    }
  }
}

Result<void> read_audiences(Sqlite& state, ProfileNumber number, ProfilePage& page) {
  ASSIGN(const auto records, AudienceStore(state).list());
  ASSIGN(auto select, state.prepare("SELECT rank, probability, percentile FROM audience_members "
                                    "WHERE profile = ?1 AND audience = ?2"));
  for (const AudienceRecord& record : records) {
    select.reset();
    select.bind(1, int64_t{number}).bind(2, record.id);
    ASSIGN(const bool there, select.step());
    if (!there) continue;
    page.audiences.push_back({record,
                              {.profile = number,
                               .rank = static_cast<uint64_t>(select.integer(0)),
                               .probability = static_cast<float>(select.real(1)),
                               .percentile = static_cast<int>(select.integer(2))}});
  }
  return {};
}

Result<void> read_traits(Sqlite& state, ItemCards& cards, ProfileNumber number, ProfilePage& page) {
  TraitStore store(state);
  ASSIGN(const auto moment, state.begin_reading());  // lists change while they are live
  ASSIGN(const auto records, store.list());
  for (const TraitRecord& record : records) {
    ASSIGN(const TraitList list, store.list_of(record.id, number));
    if (list.entries.empty()) continue;
    ASSIGN(const auto values, store.values(record.id));
    ProfileTrait trait{record, {}};
    for (const TraitEntry& entry : list.entries) {
      trait.list.push_back({values.at(entry.code), entry.probability, {}, {}});
    }
    TRY(add_items(cards, record.column, trait.list));
    page.traits.push_back(std::move(trait));
  }
  return {};
}

// The likeliest products by the latest model, and why.
Result<void> recommend(Space& space, ItemCards& cards, ProfileNumber number, ProfilePage& page) {
  ModelRegistry registry(space);
  ASSIGN(const ModelRecord record, registry.find({}));
  ASSIGN(const MappedFile file, MappedFile::open(registry.path_of(record)));
  ASSIGN(const auto model, open_model(file.bytes()));
  page.model = record;
  const ColumnModel* column = model->column(kProductColumn);
  const auto profiles = model->profiles();
  const auto at = std::lower_bound(profiles.begin(), profiles.end(), number);
  if (column == nullptr || at == profiles.end() || *at != number) {
    page.no_recommendation =
        "no mapped interaction before the model's now; training learns from what came since";
    return {};
  }
  const auto index = static_cast<uint32_t>(at - profiles.begin());
  for (const auto& best : column->best_values(index, kRecommended, {})) {
    ProfileValue one{std::string(column->value(best.code)), best.probability, {}, {}};
    for (const Reason& reason : column->reasons(index, column->find(one.value), kReasons)) {
      one.reasons.push_back(reason.text);
    }
    page.recommended.push_back(std::move(one));
  }
  return add_items(cards, kProductColumn, page.recommended);
}

}  // namespace

Result<ProfilePage> show_profile(Space& space, const std::string& id) {
  Sqlite& state = space.state();
  const auto number = find_profile(state, id);
  if (!number) return std::unexpected(number.error());
  ProfilePage page;
  TRY(read_identity(state, *number, page));
  ASSIGN(const auto all, numbers_of_person(state, *number));
  const std::string numbers = sql_list(all);
  ASSIGN(Warehouse * warehouse, space.warehouse());
  TRY(read_counts(warehouse->connection(), numbers, page));
  TRY(read_newest(warehouse->connection(), numbers, page));
  TRY(read_audiences(state, *number, page));
  ItemCards cards(state);
  TRY(read_traits(state, cards, *number, page));
  if (const auto done = recommend(space, cards, *number, page); !done) {
    page.no_recommendation = done.error().message;
  }
  return page;
}

}  // namespace likely
