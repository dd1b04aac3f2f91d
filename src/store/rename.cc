#include "store/rename.h"

#include "base/format.h"
#include "domain/key.h"

namespace likely {

Result<void> rename_in(Sqlite& state, std::string_view table, std::string_view what, int64_t id,
                       std::string_view name) {
  const std::string key = key_of_name(name);
  if (key.empty()) {
    return fail_field(ErrorCode::kUsage, "name",
                      "has no letter or digit; give one such as Back to School");
  }
  ASSIGN(auto others, state.prepare(format("SELECT key FROM {} WHERE id <> ?1 AND status <> "
                                           "'deleted' AND (name = ?2 OR key IN (?2, ?3))",
                                           table)));
  others.bind(1, id).bind(2, name).bind(3, key);
  ASSIGN(const bool taken, others.step());
  if (taken) {
    return fail(ErrorCode::kConflict,
                format("the name \"{}\" is taken by the {} {}", name, what, others.text(0)));
  }
  ASSIGN(auto update, state.prepare(format("UPDATE {} SET name = ?2 WHERE id = ?1", table)));
  return update.bind(1, id).bind(2, name).run();
}

}  // namespace likely
