#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/event.h"
#include "store/audience_store.h"
#include "store/item_cards.h"
#include "store/model_registry.h"
#include "store/profile_ids.h"
#include "store/space.h"
#include "store/trait_store.h"

namespace likely {

// One event of a profile, as received.
struct ProfileEvent {
  TimeUs at = 0;
  EventKind kind = EventKind::kTrack;
  std::string name;
  std::string body;  // JSON object: properties, context, traits
};

// The events of one kind and name.
struct ProfileEventCount {
  EventKind kind = EventKind::kTrack;
  std::string name;
  uint64_t count = 0;
  TimeUs first = 0, last = 0;
};

// One value with its probability, and what the item feed says of it; reasons when a model could be
// asked.
struct ProfileValue {
  std::string value;
  float probability = 0;
  std::vector<std::string> reasons;
  ItemCard item;
};

struct ProfileAudience {
  AudienceRecord record;
  AudienceMember member;
};

struct ProfileTrait {
  TraitRecord record;
  std::vector<ProfileValue> list;  // best first
};

// Everything that is known of one person.
struct ProfilePage {
  ProfileNames names;
  std::vector<ExternalId> ids;  // user_id, email, anonymous_id, others; the first attached first
  std::vector<std::string> merged;  // profile_ids that flowed into this one
  uint64_t events = 0;
  std::optional<TimeUs> first, last;
  std::vector<ProfileEventCount> counts;  // most frequent first
  std::vector<ProfileEvent> newest;       // newest first
  std::vector<ProfileAudience> audiences;
  std::vector<ProfileTrait> traits;
  std::optional<ModelRecord> model;       // the one that recommends
  std::vector<ProfileValue> recommended;  // values of Product, best first
  std::string no_recommendation;          // why there is none, and what to do; or empty
};

// id: "user_id:42", "email:a@b.c", "prf_…". kUsage: not of that form; kNotFound: nobody has it.
Result<ProfilePage> show_profile(Space& space, const std::string& id);

}  // namespace likely
