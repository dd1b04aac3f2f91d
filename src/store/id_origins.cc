#include "store/id_origins.h"

namespace likely {

Result<std::vector<KnownId>> known_ids_of(Sqlite& state, ProfileNumber profile) {
  ASSIGN(auto select,
         state.prepare("SELECT type, value, at_us, source FROM external_ids LEFT JOIN id_origins "
                       "USING (seq) WHERE profile = ?1 ORDER BY seq"));
  select.bind(1, int64_t{profile});
  return select.rows([](const SqliteStatement& row) {
    KnownId known{.id = {std::string(row.text(0)), std::string(row.text(1))}};
    if (!row.is_null(2)) known.origin = IdOrigin{row.integer(2), std::string(row.text(3))};
    return known;
  });
}

}  // namespace likely
