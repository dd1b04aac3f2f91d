#include "serving/profile_reader.h"

#include <algorithm>
#include <cstring>

#include "base/format.h"
#include "base/json_view.h"
#include "store/custom_trait_store.h"
#include "store/facts.h"
#include "store/live_changes.h"
#include "store/profile_ids.h"
#include "store/refresh_rules.h"

namespace likely {

namespace {

// So long at most a state is read that is none of the newest, should another process commit; and
// so long somebody waits who wants the log's end.
constexpr auto kLongestReading = std::chrono::milliseconds(50);
constexpr size_t kEntryBytes = 8;  // of a list: its value's code, then its probability

std::string array_of(const std::vector<std::string_view>& values) {
  std::string json = "[";
  for (const std::string_view value : values) {
    if (json.size() > 1) json += ',';
    append_json_string(json, value);
  }
  return json + "]";
}

}  // namespace

Result<std::unique_ptr<ProfileReader>> ProfileReader::open(const std::string& folder) {
  const std::string path = Folder{folder}.state();
  ASSIGN(auto state, Sqlite::open(path, Sqlite::Mode::kReadOnly));
  return std::unique_ptr<ProfileReader>(new ProfileReader(std::move(state), Commits::of(path)));
}

void ProfileReader::let_go_of_old() {
  if (commits_->count() != read_at_ || !commits_->may_keep()) transaction_.reset();
}

Result<void> ProfileReader::begin_reading() {
  const auto now = std::chrono::steady_clock::now();
  let_go_of_old();
  if (now - begun_ > kLongestReading) transaction_.reset();
  if (transaction_) return {};
  read_at_ = commits_->count();
  begun_ = now;
  ASSIGN(auto begun, state_->begin_reading());
  transaction_.emplace(std::move(begun));
  return refresh_heads();
}

template <typename Read>
std::invoke_result_t<Read&> ProfileReader::reading(Read read) {
  auto done = [&]() -> std::invoke_result_t<Read&> {
    TRY(begin_reading());
    return read();
  }();
  if (!done && done.error().code != ErrorCode::kNotFound) transaction_.reset();
  return done;
}

Result<std::vector<ProfileReader::AudienceHead>> ProfileReader::read_audiences() {
  ASSIGN(auto select, state_->prepare("SELECT id, key, refreshed_us FROM audiences WHERE status = "
                                      "'live' ORDER BY key"));
  return select.rows([](const SqliteStatement& row) {
    return AudienceHead{row.integer(0), std::string(row.text(1)), format("aud_{}", row.integer(0)),
                        row.integer(2)};
  });
}

Result<std::vector<ProfileReader::TraitHead>> ProfileReader::read_traits() {
  ASSIGN(auto select,
         state_->prepare("SELECT id, key, column_name, refreshed_us, id IN (SELECT trait FROM "
                         "public_traits) FROM traits WHERE status = 'live' ORDER BY key"));
  return select.rows([](const SqliteStatement& row) {
    return TraitHead{.id = row.integer(0),
                     .key = std::string(row.text(1)),
                     .column = std::string(row.text(2)),
                     .source_id = format("trt_{}", row.integer(0)),
                     .refreshed = row.integer(3),
                     .is_public = row.integer(4) != 0};
  });
}

Result<void> ProfileReader::refresh_heads() {
  ASSIGN(auto audiences, read_audiences());
  ASSIGN(auto traits, read_traits());
  ASSIGN(const int64_t codes, codes_version(*state_));
  if (codes != codes_version_) cards_.forget();
  if (codes == codes_version_) {
    for (TraitHead& trait : traits) {
      for (TraitHead& before : traits_) {
        if (before.id == trait.id && before.refreshed == trait.refreshed) {
          trait.values = std::move(before.values);
        }
      }
    }
  }
  audiences_ = std::move(audiences);
  traits_ = std::move(traits);
  codes_version_ = codes;
  return {};
}

Result<const std::string*> ProfileReader::value_of(TraitHead& trait, uint32_t code) {
  const auto known = trait.values.find(code);
  if (known != trait.values.end()) return &known->second;
  ASSIGN(auto select,
         state_->prepare("SELECT value FROM trait_values WHERE trait = ?1 AND code = ?2"));
  select.bind(1, trait.id).bind(2, int64_t{code});
  ASSIGN(const bool there, select.step());
  if (!there) return nullptr;
  return &trait.values.emplace(code, select.text(0)).first->second;
}

Result<std::vector<std::string_view>> ProfileReader::list_of(TraitHead& trait, int64_t profile,
                                                             size_t limit) {
  std::vector<std::string_view> values;
  ASSIGN(auto list,
         state_->prepare("SELECT list FROM trait_lists WHERE trait = ?1 AND profile = ?2"));
  list.bind(1, trait.id).bind(2, profile);
  ASSIGN(const bool there, list.step());
  if (!there) return values;
  const std::string_view bytes = list.text(0);
  values.reserve(std::min(bytes.size() / kEntryBytes, limit));
  for (size_t at = 0; at + kEntryBytes <= bytes.size() && values.size() < limit;
       at += kEntryBytes) {
    uint32_t code = 0;
    std::memcpy(&code, bytes.data() + at, sizeof code);
    ASSIGN(const std::string* value, value_of(trait, code));
    if (value != nullptr) values.push_back(*value);
  }
  return values;
}

Result<TimeUs> ProfileReader::updated_at(std::string_view kind, int64_t id, ProfileNumber profile,
                                         TimeUs refreshed) {
  ASSIGN(const auto live, live_change_of(*state_, kind, id, profile));
  return std::max(live.value_or(refreshed), refreshed);  // an imported merge is of its event's time
}

Result<void> ProfileReader::add_memberships(ProfileNumber profile, bool with_times,
                                            std::vector<ShownField>& out) {
  ASSIGN(auto members, state_->prepare("SELECT audience FROM audience_members WHERE profile = ?1"));
  members.bind(1, int64_t{profile});
  ASSIGN(const auto member_of,
         members.rows([](const SqliteStatement& row) { return row.integer(0); }));
  for (const AudienceHead& audience : audiences_) {
    const bool in = std::ranges::find(member_of, audience.id) != member_of.end();
    out.push_back(
        {audience.key, in ? "true" : "false", ShownField::Class::kAudience, audience.source_id});
    if (!with_times) continue;
    ASSIGN(out.back().updated, updated_at(kAudienceKind, audience.id, profile, audience.refreshed));
  }
  return {};
}

Result<void> ProfileReader::add_lists(ProfileNumber profile, bool with_times,
                                      std::vector<ShownField>& out) {
  for (TraitHead& trait : traits_) {
    ASSIGN(const auto values, list_of(trait, profile, SIZE_MAX));
    if (values.empty()) continue;
    out.push_back(
        {trait.key, array_of(values), ShownField::Class::kComputedTrait, trait.source_id});
    if (!with_times) continue;
    ASSIGN(out.back().updated, updated_at(kTraitKind, trait.id, profile, trait.refreshed));
  }
  return {};
}

Result<void> ProfileReader::add_given(ProfileNumber profile, std::vector<ShownField>& out) {
  ASSIGN(auto customs, custom_traits_of(*state_, profile));
  for (CustomTrait& custom : customs) {
    out.push_back({std::move(custom.key), std::move(custom.value_json),
                   ShownField::Class::kCustomTrait, std::move(custom.source), custom.at});
  }
  return {};
}

Result<std::vector<ShownField>> ProfileReader::fields(std::string_view id,
                                                      const FieldsWanted& wanted) {
  return reading([&]() -> Result<std::vector<ShownField>> {
    using enum ShownField::Class;
    ASSIGN(const ProfileNumber profile, find_profile(*state_, id));
    const auto takes = [&](ShownField::Class kind) { return wanted.kind.value_or(kind) == kind; };
    std::vector<ShownField> fields;
    fields.reserve(audiences_.size() + traits_.size());
    if (takes(kAudience)) TRY(add_memberships(profile, wanted.with_times, fields));
    if (takes(kComputedTrait)) TRY(add_lists(profile, wanted.with_times, fields));
    if (takes(kCustomTrait)) TRY(add_given(profile, fields));
    std::ranges::stable_sort(fields, {}, &ShownField::key);
    const auto doubles = std::ranges::unique(fields, {}, &ShownField::key);
    fields.erase(doubles.begin(), doubles.end());
    return fields;
  });
}

Result<std::vector<KnownId>> ProfileReader::external_ids(std::string_view id) {
  return reading([&]() -> Result<std::vector<KnownId>> {
    ASSIGN(const ProfileNumber profile, find_profile(*state_, id));
    return known_ids_of(*state_, profile);
  });
}

Result<std::vector<ShownItems>> ProfileReader::public_items(std::string_view anonymous_id,
                                                            std::string_view trait_key,
                                                            size_t limit) {
  return reading([&]() -> Result<std::vector<ShownItems>> {
    ASSIGN(auto person, state_->prepare("SELECT profile FROM external_ids WHERE type = "
                                        "'anonymous_id' AND value = ?1"));
    person.bind(1, anonymous_id);
    ASSIGN(const bool known, person.step());
    const int64_t profile = known ? person.integer(0) : -1;
    std::vector<ShownItems> shown;
    for (TraitHead& trait : traits_) {
      if (!trait.is_public || (!trait_key.empty() && trait_key != trait.key)) continue;
      ASSIGN(const auto values, list_of(trait, profile, limit));
      shown.push_back({trait.key, {}});
      for (const std::string_view value : values) {
        std::string text(value);
        ASSIGN(auto card, cards_.of(trait.column, text));
        shown.back().items.push_back({std::move(text), std::move(card)});
      }
    }
    return shown;
  });
}

// --- ProfileReaders

ProfileReaders::Lease::~Lease() {
  if (reader_ == nullptr) return;
  const std::lock_guard lock(owner_->mutex_);
  reader_->let_go_of_old();
  owner_->idle_.push_back(std::move(reader_));
}

ProfileReaders::ProfileReaders(std::string folder)
    : folder_(std::move(folder)),
      commits_(Commits::of(Folder{folder_}.state())),
      following_(*commits_, [this] { let_go_of_old(); }) {}

// Nobody who waits to be asked keeps an old state.
void ProfileReaders::let_go_of_old() {
  const std::lock_guard lock(mutex_);
  for (const auto& reader : idle_) reader->let_go_of_old();
}

Result<ProfileReaders::Lease> ProfileReaders::borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto reader = std::move(idle_.back());
      idle_.pop_back();
      return Lease(*this, std::move(reader));
    }
  }
  ASSIGN(auto reader, ProfileReader::open(folder_));
  return Lease(*this, std::move(reader));
}

}  // namespace likely
