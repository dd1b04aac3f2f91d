// Reading the lists of a trait: one profile's page, and the export.

#include <algorithm>
#include <map>

#include "base/format.h"
#include "base/json_view.h"
#include "base/utf8.h"
#include "pipeline/name_cells.h"
#include "pipeline/trait.h"

namespace likely {
namespace {

constexpr size_t kFrequent = 10;
constexpr size_t kReasons = 3;
constexpr size_t kBatch = 20'000;

Result<std::vector<FrequentValue>> most_frequent(Sqlite& state, const std::string& column,
                                                 const std::map<uint32_t, uint64_t>& counts,
                                                 const std::map<uint32_t, std::string>& values) {
  std::vector<FrequentValue> frequent;
  for (const auto& [code, count] : counts) frequent.push_back({values.at(code), count, {}});
  std::ranges::stable_sort(frequent, std::ranges::greater(), &FrequentValue::profiles);
  if (frequent.size() > kFrequent) frequent.resize(kFrequent);
  ItemCards cards(state);
  for (FrequentValue& one : frequent) {
    ASSIGN(one.item, cards.of(column, one.value));
  }
  return frequent;
}

// Why each value of the list, by the latest model of the trait's goals and horizon.
Result<void> explain(std::unique_ptr<Space> space, const Place& place, ProfileNumber number,
                     ShownTrait& shown) {
  const ModelChoice choice{.goals = shown.record.goals, .horizon_days = shown.record.horizon_days};
  ASSIGN(const LoadedModel loaded,
         LoadedModel::open(std::move(space), choice, place, std::span(&number, 1)));
  ASSIGN(const ColumnModel* column, loaded.column(shown.record.column));
  const auto profiles = loaded.model->profiles();
  const auto at = std::lower_bound(profiles.begin(), profiles.end(), number);
  if (at == profiles.end() || *at != number) return {};
  const auto index = static_cast<uint32_t>(at - profiles.begin());
  for (Recommended& one : shown.list) {
    for (const Reason& reason : column->reasons(index, column->find(one.value), kReasons)) {
      one.reasons.push_back(reason.text);
    }
  }
  return {};
}

std::string json_list(const TraitList& list, const std::map<uint32_t, std::string>& values) {
  std::string text = "[";
  for (const TraitEntry& entry : list.entries) {
    if (text.size() > 1) text += ',';
    const std::string& value = values.at(entry.code);
    append_json_string(text, utf8_prefix(value, value.size()));
  }
  return text + "]";
}

// Writes lists in batches; names of all profiles were read in one pass.
class ListWriter {
 public:
  ListWriter(TableWriter& writer, const std::map<uint32_t, std::string>& values)
      : writer_(writer), values_(values) {}

  Result<void> add(const ProfileNames& names, const TraitList& list) {
    names_.add(names);
    lists_.add(json_list(list, values_));
    ++rows_;
    return ++waiting_ == kBatch ? flush() : Result<void>();
  }
  Result<void> flush() {
    TableBatch batch = names_.take();
    batch.emplace_back(lists_.take());
    waiting_ = 0;
    return writer_.write(std::move(batch));
  }
  uint64_t rows() const { return rows_; }

 private:
  TableWriter& writer_;
  const std::map<uint32_t, std::string>& values_;
  NameCells names_;
  WordCells lists_;
  size_t waiting_ = 0;
  uint64_t rows_ = 0;
};

}  // namespace

Result<ShownTrait> show_trait(const Place& place, const std::string& name,
                              const std::string& profile) {
  ASSIGN(auto space, place.open(Access::kRead));
  TraitStore store(space->state());
  ASSIGN(auto moment, space->state().begin_reading());  // lists change while it is live
  ShownTrait shown;
  ASSIGN(shown.record, store.find(name));
  ASSIGN(const auto values, store.values(shown.record.id));
  if (profile.empty()) {
    std::map<uint32_t, uint64_t> counts;
    TRY(store.each_list(shown.record.id, [&](const TraitList& list) -> Result<void> {
      for (const TraitEntry& entry : list.entries) ++counts[entry.code];
      return {};
    }));
    ASSIGN(shown.frequent, most_frequent(space->state(), shown.record.column, counts, values));
    return shown;
  }
  ASSIGN(const ProfileNumber number, find_profile(space->state(), profile));
  const ProfileNumber numbers[] = {number};
  ASSIGN(auto names, profile_names(space->state(), numbers));
  shown.names = std::move(names.front());
  ASSIGN(const TraitList list, store.list_of(shown.record.id, number));
  for (const TraitEntry& entry : list.entries) {
    shown.list.push_back({.value = values.at(entry.code), .probability = entry.probability});
  }
  TRY(moment.commit());
  TRY(explain(std::move(space), place, number, shown));
  return shown;
}

Result<ExportReport> export_trait(const Place& place, const ExportOptions& options,
                                  Progress& progress) {
  TRY(check_table_path(options.out));
  ASSIGN(const auto space, place.open(Access::kRead));
  TraitStore store(space->state());
  ASSIGN(const auto moment, space->state().begin_reading());  // lists change while it is live
  ASSIGN(const TraitRecord record, store.find(options.name));
  ASSIGN(const auto values, store.values(record.id));
  std::vector<ProfileNumber> numbers;
  TRY(store.each_list(record.id, [&](const TraitList& list) -> Result<void> {
    numbers.push_back(list.profile);
    return {};
  }));
  ASSIGN(const auto names, profile_names(space->state(), numbers));
  std::vector<TableColumn> columns = name_columns();
  columns.push_back({record.key, CellType::kJson});
  ASSIGN(const auto writer, TableWriter::create(options.out, std::move(columns)));
  ListWriter lists(*writer, values);
  progress.step("writing lists", numbers.size(), "profiles");
  size_t at = 0;
  TRY(store.each_list(record.id, [&](const TraitList& list) -> Result<void> {
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "the export was stopped");
    const ProfileNames& who = names[at];
    progress.at(++at);
    return who.profile_id.empty() ? Result<void>() : lists.add(who, list);
  }));
  TRY(lists.flush());
  TRY(writer->finish());
  return ExportReport{record.key, options.out, lists.rows()};
}

}  // namespace likely
