#pragma once

#include <span>
#include <string_view>

namespace likely {

// One file of sql/: what creates a table unless it exists.
struct Script {
  std::string_view table;
  std::string_view sql;
};

// sql/state/*.sql for SQLite, sql/warehouse/*.sql for DuckDB.
std::span<const Script> state_schema();
std::span<const Script> warehouse_schema();

}  // namespace likely
