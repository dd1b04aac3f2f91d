#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/event.h"
#include "store/commits.h"
#include "store/id_origins.h"
#include "store/item_cards.h"
#include "store/place.h"

namespace likely {

// One trait as the Profile API shows it.
struct ShownField {
  enum class Class { kAudience, kComputedTrait, kCustomTrait };
  std::string key;
  std::string value_json;
  Class kind = Class::kAudience;
  std::string source_id;
  TimeUs updated = 0;
};

// Which of a profile's fields.
struct FieldsWanted {
  std::optional<ShownField::Class> kind = {};  // only those; empty: all
  bool with_times = false;                     // else `updated` is of no use
};

// A value of a public trait, with what the item feed says of it.
struct ShownItem {
  std::string value;
  ItemCard card;
};
struct ShownItems {
  std::string key;  // of the trait
  std::vector<ShownItem> items;
};

// Reads profiles fast: one SQLite connection of its own with its prepared statements, and one
// reading transaction for all answers until this process commits something. One thread at a time
// (ProfileReaders hands them out).
// Profiles are named by "user_id:42"; ids of merged profiles find the survivor. kNotFound: nobody.
class ProfileReader {
 public:
  static Result<std::unique_ptr<ProfileReader>> open(const std::string& folder);

  // All fields by key: each audience that is live (true for members, false for others), the lists
  // of recommended items, and what identify calls said; of one key the first of these counts. With
  // a class only those of it, also under a key that another class has.
  Result<std::vector<ShownField>> fields(std::string_view id, const FieldsWanted& wanted = {});
  Result<std::vector<KnownId>> external_ids(std::string_view id);
  // The lists that anybody may read of themselves. An unknown id looks like one without lists.
  // trait: only this key; empty: all public ones.
  Result<std::vector<ShownItems>> public_items(std::string_view anonymous_id,
                                               std::string_view trait, size_t limit);

  // Ends the reading transaction, if one is open and there is something newer, or it may not stay.
  void let_go_of_old();

 private:
  struct AudienceHead {
    int64_t id;
    std::string key, source_id;
    TimeUs refreshed;
  };
  struct TraitHead {
    int64_t id;
    std::string key, column, source_id;
    TimeUs refreshed;
    bool is_public;
    // Code → value, of the codes that were shown; a trait's codes mean the same until it is
    // refreshed or codes_version() changes.
    std::unordered_map<uint32_t, std::string> values = {};
  };
  ProfileReader(std::unique_ptr<Sqlite> state, std::shared_ptr<Commits> commits)
      : commits_(std::move(commits)), state_(std::move(state)), cards_(*state_) {}
  // Runs `read` on the newest state.
  template <typename Read>
  std::invoke_result_t<Read&> reading(Read read);
  Result<void> begin_reading();
  // Reads which audiences and traits there are.
  Result<void> refresh_heads();
  Result<std::vector<AudienceHead>> read_audiences();
  Result<std::vector<TraitHead>> read_traits();
  // What fields() is made of.
  Result<void> add_memberships(ProfileNumber profile, bool with_times,
                               std::vector<ShownField>& out);
  Result<void> add_lists(ProfileNumber profile, bool with_times, std::vector<ShownField>& out);
  Result<TimeUs> updated_at(std::string_view kind, int64_t id, ProfileNumber profile,
                            TimeUs refreshed);
  Result<void> add_given(ProfileNumber profile, std::vector<ShownField>& out);
  // The values' texts live until the heads are read again.
  Result<std::vector<std::string_view>> list_of(TraitHead& trait, int64_t profile, size_t limit);
  // Null when the trait has no such code.
  Result<const std::string*> value_of(TraitHead& trait, uint32_t code);

  std::shared_ptr<Commits> commits_;
  std::unique_ptr<Sqlite> state_;
  std::optional<Sqlite::Transaction> transaction_;
  uint64_t read_at_ = 0;  // the commits when it began
  std::chrono::steady_clock::time_point begun_;
  int64_t codes_version_ = -1;
  std::vector<AudienceHead> audiences_;  // by key, as the traits
  std::vector<TraitHead> traits_;
  ItemCards cards_;  // as of codes_version_
};

// The idle readers of a folder. Thread-safe.
class ProfileReaders {
 public:
  explicit ProfileReaders(std::string folder);

  // A reader for as long as the lease lives; must not outlive this object.
  class Lease {
   public:
    Lease(ProfileReaders& owner, std::unique_ptr<ProfileReader> reader)
        : owner_(&owner), reader_(std::move(reader)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    ProfileReader* operator->() { return reader_.get(); }

   private:
    ProfileReaders* owner_;
    std::unique_ptr<ProfileReader> reader_;
  };
  Result<Lease> borrow();

 private:
  void let_go_of_old();

  std::string folder_;
  std::shared_ptr<Commits> commits_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<ProfileReader>> idle_;
  Commits::Following following_;
};

}  // namespace likely
