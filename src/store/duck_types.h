#pragma once

#include <duckdb.h>

#include "store/duck.h"

namespace likely {

// Our names of column types beside the library's; a type without one of ours is kOther.
DuckType from_duckdb(duckdb_type type);
duckdb_type to_duckdb(DuckType type);

}  // namespace likely
