#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "store/mapping_store.h"
#include "store/space.h"

namespace likely {

// What was looked at in a data folder: how it is (ok), or what is wrong with it.
struct Check {
  std::string name;
  bool ok = true;
  std::string detail;
};

// state.sqlite: its checksum, its structure, and what its tables say of each other.
Result<std::vector<Check>> check_state(Space& space, Progress& progress);

// warehouse.duckdb: reads every column of every table, whose blocks have checksums; then whether
// events and interactions belong to people, and interactions to events. `columns`: how many text
// columns, then number columns the mapping that serves has; version 0: none serves.
struct MappingTables {
  int64_t version = 0;
  size_t texts = 0, numbers = 0, rules = 0;
};
Result<std::vector<Check>> check_warehouse(Space& space, const MappingTables& mapping,
                                           Progress& progress);

}  // namespace likely
