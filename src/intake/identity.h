#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash_index.h"
#include "base/result.h"
#include "domain/event.h"
#include "domain/interactions.h"
#include "store/sqlite.h"

namespace likely {

// Who an event belongs to, by its external ids: none known makes a profile, one attaches, several
// merge. Two user ids never merge through shared ids, and a profile has at most one user_id and
// five ids of any other type: an event against that loses its least telling id (kept longest:
// user_id, email, then by the type's name) and is asked again. An alias merges on purpose.
//
// In memory, loaded from the state store; write() stores what changed. Resolving the same events
// again changes nothing, so that what was written before a crash does no harm. One thread.
class Identity {
 public:
  static Result<Identity> load(Sqlite& state);

  // Where the next events come from.
  void begin_source(const std::string& source) {
    if (new_ids_.empty()) sources_.clear();  // nobody names them
    sources_.push_back(source);
  }
  // For an event that is resolved soon, then again for one that is resolved sooner.
  void prefetch(const Event& event) const;
  void prefetch_person(const Event& event);
  // The profile that the event belongs to now. REQUIRES: event.ids is not empty.
  ProfileNumber resolve(const Event& event);
  // Stores all changes since the last call, in one transaction; memberships and lists of who was
  // merged away follow the survivor in it.
  Result<void> write();
  // Profiles that were not merged away.
  size_t profile_count() const { return profile_count_; }

 private:
  static constexpr uint8_t kMaxOfType = 5;
  static constexpr size_t kNoSource = SIZE_MAX;
  struct Person {
    ProfileNumber survivor = 0;  // itself, or towards whom it was merged into
    uint8_t user_ids = 0, anonymous_ids = 0, emails = 0;
  };
  struct NewId {
    ExternalId id;
    ProfileNumber profile;
    int64_t seq;
    TimeUs at = 0;  // of the event that brought it
    size_t source =
        kNoSource;  // of sources_; kNoSource: it was there before, and is the latest now
  };
  using Ids = std::vector<const ExternalId*>;  // most telling first

  explicit Identity(Sqlite& state) : state_(&state) {}
  Result<void> load_people();
  Result<void> load_ids();

  ProfileNumber survivor_of(ProfileNumber number);
  ProfileNumber owner_of(const ExternalId& id);  // kNoProfile: nobody
  std::vector<ProfileNumber> owners_of(const Ids& ids);
  int held_by(ProfileNumber profile, std::string_view type) const;
  uint8_t& count_of(ProfileNumber profile, std::string_view type);
  bool fits(const Ids& ids, const std::vector<ProfileNumber>& owners);
  ProfileNumber resolve_ids(Ids ids);
  void alias(const std::string& previous, const std::string& user, ProfileNumber into);
  ProfileNumber create(const ExternalId& first);
  void attach(const ExternalId& id, ProfileNumber profile);
  void merge(ProfileNumber from, ProfileNumber into);
  Result<void> write_people();
  Result<void> write_ids();
  Result<void> write_origins();
  Result<void> write_merges();

  Sqlite* state_;
  HashIndex<ProfileNumber> owners_;
  std::vector<Person> people_;  // by number; 0 is nobody
  std::map<std::pair<ProfileNumber, std::string>, uint8_t> other_counts_;
  size_t profile_count_ = 0;
  int64_t next_seq_ = 1;

  ProfileNumber first_new_ = 1;  // profiles from it on are not stored yet
  std::vector<std::string> new_public_ids_;
  std::vector<NewId> new_ids_;
  std::vector<std::string> sources_{""};   // since the last write(); the last is the one now
  TimeUs at_ = 0;                          // of the event that is resolved
  std::vector<ProfileNumber> new_merges_;  // who was merged away
};

}  // namespace likely
