#include "intake/identity.h"

#include <algorithm>

#include "base/check.h"
#include "base/format.h"
#include "store/live_results.h"

namespace likely {

namespace {

Hash128 key_of(const ExternalId& id) { return hash128(id.value, hash64(id.type)); }

std::string public_id_of(const ExternalId& id, uint64_t seed) {
  return format("prf_{:016x}", hash64(id.type + '\0' + id.value, seed));
}

// Lower is kept longer when ids contradict each other.
int priority_of(std::string_view type) { return type == "user_id" ? 0 : type == "email" ? 1 : 2; }

bool is_more_telling(const ExternalId* a, const ExternalId* b) {
  const int first = priority_of(a->type), second = priority_of(b->type);
  return first != second ? first < second : *a < *b;
}

}  // namespace

Result<Identity> Identity::load(Sqlite& state) {
  Identity identity(state);
  TRY(identity.load_people());
  TRY(identity.load_ids());
  return identity;
}

Result<void> Identity::load_people() {
  ASSIGN(const int64_t last,
         state_->number("SELECT max(coalesce((SELECT max(number) FROM profiles), 0), "
                        "coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'profiles'), 0))"));
  people_.resize(static_cast<size_t>(last) + 1);
  for (size_t i = 0; i < people_.size(); ++i) people_[i].survivor = static_cast<uint32_t>(i);
  first_new_ = static_cast<ProfileNumber>(people_.size());
  ASSIGN(const int64_t count, state_->number("SELECT count(*) FROM profiles"));
  profile_count_ = static_cast<size_t>(count);
  ASSIGN(auto merges, state_->prepare("SELECT number, into_profile FROM merges"));
  while (true) {
    ASSIGN(const bool more, merges.step());
    if (!more) return {};
    people_[static_cast<size_t>(merges.integer(0))].survivor =
        static_cast<ProfileNumber>(merges.integer(1));
    --profile_count_;
  }
}

Result<void> Identity::load_ids() {
  ASSIGN(const int64_t count, state_->number("SELECT count(*) FROM external_ids"));
  owners_ = HashIndex<ProfileNumber>(static_cast<size_t>(count));
  ASSIGN(auto ids, state_->prepare("SELECT type, value, profile, seq FROM external_ids"));
  ExternalId id;
  while (true) {
    ASSIGN(const bool more, ids.step());
    if (!more) return {};
    id.type = ids.text(0);
    id.value = ids.text(1);
    const auto profile = static_cast<ProfileNumber>(ids.integer(2));
    *owners_.insert(key_of(id)).value = profile;
    ++count_of(profile, id.type);
    next_seq_ = std::max(next_seq_, ids.integer(3) + 1);
  }
}

ProfileNumber Identity::survivor_of(ProfileNumber number) {
  ProfileNumber root = number;
  while (people_[root].survivor != root) root = people_[root].survivor;
  while (people_[number].survivor != root) {
    number = std::exchange(people_[number].survivor, root);
  }
  return root;
}

ProfileNumber Identity::owner_of(const ExternalId& id) {
  const ProfileNumber* owner = owners_.find(key_of(id));
  return owner == nullptr ? kNoProfile : survivor_of(*owner);
}

std::vector<ProfileNumber> Identity::owners_of(const Ids& ids) {
  std::vector<ProfileNumber> owners;
  for (const ExternalId* id : ids) {
    const ProfileNumber owner = owner_of(*id);
    if (owner == kNoProfile) continue;
    if (std::find(owners.begin(), owners.end(), owner) == owners.end()) owners.push_back(owner);
  }
  return owners;
}

int Identity::held_by(ProfileNumber profile, std::string_view type) const {
  const Person& person = people_[profile];
  if (type == "user_id") return person.user_ids;
  if (type == "anonymous_id") return person.anonymous_ids;
  if (type == "email") return person.emails;
  const auto other = other_counts_.find({profile, std::string(type)});
  return other == other_counts_.end() ? 0 : other->second;
}

uint8_t& Identity::count_of(ProfileNumber profile, std::string_view type) {
  Person& person = people_[profile];
  if (type == "user_id") return person.user_ids;
  if (type == "anonymous_id") return person.anonymous_ids;
  if (type == "email") return person.emails;
  return other_counts_[{profile, std::string(type)}];
}

// Whether one profile could hold the owners' ids and those of `ids` that nobody has yet. What is
// together already stays so, whatever its counts (an alias may have made it): a type stands against
// it only when this would bring more of that type together.
bool Identity::fits(const Ids& ids, const std::vector<ProfileNumber>& owners) {
  const auto has_room = [&](std::string_view type) {
    const auto added = std::count_if(ids.begin(), ids.end(), [&](const ExternalId* id) {
      return id->type == type && owner_of(*id) == kNoProfile;
    });
    auto sum = added;
    int holders = 0;
    for (const ProfileNumber owner : owners) {
      const int held = held_by(owner, type);
      sum += held;
      if (held > 0) ++holders;
    }
    return (added == 0 && holders < 2) || sum <= (type == "user_id" ? 1 : kMaxOfType);
  };
  std::string_view last;
  for (const ExternalId* id : ids) {  // those of one type stand together
    if (id->type != last && !has_room(id->type)) return false;
    last = id->type;
  }
  if (owners.size() < 2) return true;
  for (const ProfileNumber owner : owners) {
    for (auto held = other_counts_.lower_bound({owner, ""});
         held != other_counts_.end() && held->first.first == owner; ++held) {
      if (!has_room(held->first.second)) return false;
    }
  }
  return has_room("user_id") && has_room("anonymous_id") && has_room("email");
}

void Identity::prefetch(const Event& event) const {
  for (const ExternalId& id : event.ids) owners_.prefetch(key_of(id));
}

void Identity::prefetch_person(const Event& event) {
  for (const ExternalId& id : event.ids) {
    const ProfileNumber* owner = owners_.find(key_of(id));
    if (owner != nullptr) __builtin_prefetch(&people_[*owner]);
  }
}

ProfileNumber Identity::resolve(const Event& event) {
  at_ = event.at;
  if (event.ids.size() == 1 && event.kind != EventKind::kAlias) {
    const ProfileNumber owner = owner_of(event.ids.front());
    return owner != kNoProfile ? owner : create(event.ids.front());
  }
  Ids ids;
  for (const ExternalId& id : event.ids) ids.push_back(&id);
  std::sort(ids.begin(), ids.end(), is_more_telling);
  const ProfileNumber profile = resolve_ids(std::move(ids));
  if (event.kind != EventKind::kAlias) return profile;
  alias(event.previous_id, event.ids.front().value, profile);
  return survivor_of(profile);
}

ProfileNumber Identity::resolve_ids(Ids ids) {
  CHECK(!ids.empty());
  std::vector<ProfileNumber> owners = owners_of(ids);
  while (ids.size() > 1 && !fits(ids, owners)) {
    ids.pop_back();
    owners = owners_of(ids);
  }
  ProfileNumber profile = kNoProfile;
  for (const ProfileNumber owner : owners) {
    if (profile == kNoProfile || std::pair(people_[owner].user_ids == 0, owner) <
                                     std::pair(people_[profile].user_ids == 0, profile)) {
      profile = owner;
    }
  }
  if (profile == kNoProfile) profile = create(*ids.front());
  for (const ProfileNumber owner : owners) {
    if (owner != profile) merge(owner, profile);
  }
  for (const ExternalId* id : ids) {
    if (owner_of(*id) == kNoProfile) attach(*id, profile);
  }
  return profile;
}

// previous flows into `into`, whose user id stays the latest. Nobody knows yet which type an
// unknown previous id has: it is attached as both.
void Identity::alias(const std::string& previous, const std::string& user, ProfileNumber into) {
  if (previous == user) return;
  bool known = false;
  for (const char* type : {"user_id", "anonymous_id"}) {
    const ProfileNumber owner = owner_of({type, previous});
    known = known || owner != kNoProfile;
    if (owner != kNoProfile && owner != into) merge(owner, into);
  }
  if (!known) {
    attach({"anonymous_id", previous}, into);
    attach({"user_id", previous}, into);
  }
  new_ids_.push_back({{"user_id", user}, into, next_seq_++});
}

ProfileNumber Identity::create(const ExternalId& first) {
  const auto number = static_cast<ProfileNumber>(people_.size());
  people_.push_back({.survivor = number});
  new_public_ids_.push_back(public_id_of(first, 0));
  ++profile_count_;
  attach(first, number);
  return number;
}

void Identity::attach(const ExternalId& id, ProfileNumber profile) {
  *owners_.insert(key_of(id)).value = profile;
  if (uint8_t& count = count_of(profile, id.type); count < 255) ++count;
  new_ids_.push_back({id, profile, next_seq_++, at_, sources_.size() - 1});
}

void Identity::merge(ProfileNumber from, ProfileNumber into) {
  const auto add = [](uint8_t& a, uint8_t b) {
    a = static_cast<uint8_t>(std::min<int>(255, a + b));
  };
  people_[from].survivor = into;
  add(people_[into].user_ids, people_[from].user_ids);
  add(people_[into].anonymous_ids, people_[from].anonymous_ids);
  add(people_[into].emails, people_[from].emails);
  for (auto it = other_counts_.lower_bound({from, ""});
       it != other_counts_.end() && it->first.first == from;) {
    add(other_counts_[{into, it->first.second}], it->second);
    it = other_counts_.erase(it);
  }
  new_merges_.push_back(from);
  --profile_count_;
}

Result<void> Identity::write() {
  if (new_public_ids_.empty() && new_ids_.empty() && new_merges_.empty()) return {};
  ASSIGN(auto transaction, state_->begin());
  TRY(write_people());
  TRY(write_origins());
  TRY(write_ids());
  TRY(write_merges());
  TRY(transaction.commit());
  first_new_ = static_cast<ProfileNumber>(people_.size());
  new_public_ids_.clear();
  new_ids_.clear();
  new_merges_.clear();
  sources_.erase(sources_.begin(), sources_.end() - 1);
  return {};
}

Result<void> Identity::write_people() {
  ASSIGN(auto insert, state_->prepare("INSERT INTO profiles (number, public_id) VALUES (?, ?)"));
  for (size_t i = 0; i < new_public_ids_.size(); ++i) {
    const int64_t number = first_new_ + static_cast<int64_t>(i);
    auto written = insert.bind(1, number).bind(2, new_public_ids_[i]).run();
    if (!written && written.error().code == ErrorCode::kConflict) {
      // A profile that was made from the same id before, or one of the same hash.
      const std::string other = format("prf_{:016x}", mix64(hash64(new_public_ids_[i]), number));
      written = insert.bind(2, other).run();
    }
    TRY(written);
  }
  return {};
}

Result<void> Identity::write_ids() {
  ASSIGN(auto insert, state_->prepare("INSERT OR REPLACE INTO external_ids (type, value, profile, "
                                      "seq) VALUES (?, ?, ?, ?)"));
  ASSIGN(auto move_origin,
         state_->prepare("UPDATE id_origins SET seq = ? WHERE seq = (SELECT seq FROM external_ids "
                         "WHERE type = ? AND value = ?)"));
  for (const NewId& one : new_ids_) {
    const ExternalId& id = one.id;
    if (one.source == kNoSource) {
      TRY(move_origin.bind(1, one.seq).bind(2, id.type).bind(3, id.value).run());
    }
    const int64_t survivor = survivor_of(one.profile);
    TRY(insert.bind(1, id.type).bind(2, id.value).bind(3, survivor).bind(4, one.seq).run());
  }
  return {};
}

Result<void> Identity::write_origins() {
  ASSIGN(auto insert, state_->prepare("INSERT OR REPLACE INTO id_origins (seq, at_us, source) "
                                      "VALUES (?, ?, ?)"));
  for (const NewId& one : new_ids_) {
    if (one.source == kNoSource) continue;
    TRY(insert.bind(1, one.seq).bind(2, one.at).bind(3, sources_[one.source]).run());
  }
  return {};
}

Result<void> Identity::write_merges() {
  ASSIGN(auto move_ids, state_->prepare("UPDATE external_ids SET profile = ? WHERE profile = ?"));
  ASSIGN(auto move_merges,
         state_->prepare("UPDATE merges SET into_profile = ? WHERE into_profile = ?"));
  ASSIGN(auto insert, state_->prepare("INSERT INTO merges (number, into_profile) VALUES (?, ?)"));
  LiveResults results(*state_, at_);
  for (const ProfileNumber from : new_merges_) {
    const int64_t into = survivor_of(from);
    if (from < first_new_) {  // else nothing stored names it
      TRY(move_ids.bind(1, into).bind(2, int64_t{from}).run());
      TRY(move_merges.bind(1, into).bind(2, int64_t{from}).run());
      TRY(results.move(from, static_cast<ProfileNumber>(into)));
    }
    TRY(insert.bind(1, int64_t{from}).bind(2, into).run());
  }
  return {};
}

}  // namespace likely
