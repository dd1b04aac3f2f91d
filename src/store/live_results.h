#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "store/audience_store.h"
#include "store/sqlite.h"
#include "store/trait_store.h"

namespace likely {

// Memberships and lists of single people, changed in place, with the time at which what a person
// shows became another. Inside the caller's transaction; one thread. The counts of an audience's
// members and of a trait's lists follow.
class LiveResults {
 public:
  // now: of the changes; nothing inside of a full computation, whose time is theirs.
  explicit LiveResults(Sqlite& state, std::optional<TimeUs> now = {}) : state_(state), now_(now) {}

  // All that a merged-away number has goes to its survivor; of two memberships in one audience the
  // better rank stays, of two lists the survivor's. Returns how many rows there were.
  Result<size_t> move(ProfileNumber from, ProfileNumber into);
  // The same for whoever is merged away: in one audience or trait, which was computed while others
  // merged; everywhere, in a folder whose merges moved nothing yet.
  Result<void> settle_audience(int64_t audience);
  Result<void> settle_trait(int64_t trait);
  Result<void> settle_all();

  Result<std::optional<AudienceMember>> member(int64_t audience, ProfileNumber profile);
  // The rank is the one after the last: members keep theirs until the next full computation.
  Result<void> enter(int64_t audience, ProfileNumber profile, float probability, int percentile);
  Result<void> rescore(int64_t audience, const AudienceMember& member);
  Result<void> leave(int64_t audience, const AudienceMember& member);

  // Puts a profile's list, or replaces the one before; its codes are those of trait_values.
  Result<void> put_list(int64_t trait, const TraitList& list,
                        const std::optional<TraitList>& before);
  Result<void> remove_list(int64_t trait, ProfileNumber profile);
  // Makes sure that a code of lists has its value.
  Result<void> keep_value(int64_t trait, uint32_t code, std::string_view value);

 private:
  Result<void> run(std::string_view sql, std::initializer_list<int64_t> numbers);
  Result<std::vector<std::pair<int64_t, int64_t>>> pairs(std::string_view sql,
                                                         std::initializer_list<int64_t> numbers);
  // Moves what the pairs of numbers (from, into) that a query gives have.
  Result<void> move_pairs(std::string_view sql, std::initializer_list<int64_t> numbers);
  Result<void> take_away(int64_t audience, uint64_t rank);
  // Of a live change; nothing when a full computation is what changed it.
  Result<void> note(std::string_view kind, int64_t id, ProfileNumber profile);
  Sqlite& state_;
  const std::optional<TimeUs> now_;
};

}  // namespace likely
