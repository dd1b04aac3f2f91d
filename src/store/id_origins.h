#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/event.h"
#include "domain/interactions.h"
#include "store/sqlite.h"

namespace likely {

// The event that brought an external id.
struct IdOrigin {
  TimeUs at = 0;
  std::string source;
};
struct KnownId {
  ExternalId id;
  std::optional<IdOrigin> origin;
};

// A person's external ids, as they came. Of a folder that a writer of this version has opened.
Result<std::vector<KnownId>> known_ids_of(Sqlite& state, ProfileNumber profile);

}  // namespace likely
