#pragma once

#include <optional>
#include <string>

#include "store/audience_store.h"
#include "store/place.h"
#include "store/trait_store.h"

namespace likely {

// What of an audience or a trait may change without computing it anew; nothing: stays.
struct Change {
  std::optional<std::string> name;
  std::optional<std::string> refresh;  // snapshot, live or a schedule
};

// By name or key; the key never changes. An audience keeps the line that its last computation drew.
// kUsage: a field is wrong (the message begins with its name); kConflict: the name is taken, or it
// is being computed.
Result<AudienceRecord> change_audience(const Place& place, const std::string& name,
                                       const Change& change);
Result<TraitRecord> change_trait(const Place& place, const std::string& name, const Change& change);

}  // namespace likely
