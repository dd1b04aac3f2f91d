#include "store/mapping_store.h"

namespace likely {

Result<std::optional<StoredMapping>> current_mapping(Sqlite& state) {
  ASSIGN(auto query, state.prepare("SELECT version, toml, created_at_us FROM mappings "
                                   "ORDER BY version DESC LIMIT 1"));
  ASSIGN(const bool found, query.step());
  if (!found) return std::nullopt;
  return StoredMapping{.version = query.integer(0),
                       .toml = std::string(query.text(1)),
                       .created_at = query.integer(2)};
}

Result<void> add_mapping(Sqlite& state, const StoredMapping& mapping) {
  ASSIGN(auto transaction, state.begin());
  ASSIGN(auto insert, state.prepare("INSERT INTO mappings VALUES (?, ?, ?)"));
  insert.bind(1, mapping.version).bind(2, mapping.toml).bind(3, mapping.created_at);
  TRY(insert.run());
  return transaction.commit();
}

}  // namespace likely
