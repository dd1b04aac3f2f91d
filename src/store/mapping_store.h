#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/sqlite.h"

namespace likely {

// A mapping as it is kept: its text, and since when it serves.
struct StoredMapping {
  int64_t version = 0;  // from 1 on; the tables interactions_<version> belong to it
  std::string toml;
  TimeUs created_at = 0;
};

// The mapping that serves, or nothing when none was ever set.
Result<std::optional<StoredMapping>> current_mapping(Sqlite& state);

// Makes a mapping the one that serves, in one transaction. REQUIRES: a version above all others.
Result<void> add_mapping(Sqlite& state, const StoredMapping& mapping);

}  // namespace likely
