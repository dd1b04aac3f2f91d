#include "store/profile_keys.h"

#include "base/format.h"
#include "domain/key.h"

namespace likely {

namespace {

// Everything that has, or had, a key on profiles.
constexpr std::string_view kNamed =
    "(SELECT 'audience' AS what, id, key, name, status FROM audiences UNION ALL "
    "SELECT 'trait', id, key, name, status FROM traits)";

// What has, or had, the key ?1 on profiles: also a trait that identify calls gave somebody.
constexpr std::string_view kHasKey =
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM {} WHERE key = ?1) OR EXISTS (SELECT 1 FROM "
    "custom_traits "
    "WHERE key = ?1)";

// The key of the name, which no living thing but that one has, nor its name. id 0: a new one.
Result<std::string> key_for(Sqlite& state, std::string_view what, int64_t id,
                            std::string_view name) {
  const std::string key = key_of_name(name);
  if (key.empty()) {
    return fail_field(ErrorCode::kUsage, "name",
                      format("\"{}\" has no letter or digit; give the {} a name such as \"Back "
                             "to School\"",
                             name, what));
  }
  ASSIGN(auto living, state.prepare(format("SELECT what, key FROM {} WHERE status <> 'deleted' AND "
                                           "(name = ?1 OR key IN (?1, ?2)) AND NOT (what = ?3 AND "
                                           "id = ?4) ORDER BY what <> ?3, id",
                                           kNamed)));
  living.bind(1, name).bind(2, key).bind(3, what).bind(4, id);
  ASSIGN(const bool taken, living.step());
  if (!taken) return key;
  return fail_field(ErrorCode::kConflict, "name",
                    format("\"{}\" is taken: {} {} exists; refresh or delete that one, or take "
                           "another name",
                           name, living.text(0), living.text(1)));
}

}  // namespace

Result<std::string> free_key_in(Sqlite& state, std::string_view what, std::string_view name) {
  ASSIGN(const std::string key, key_for(state, what, 0, name));
  ASSIGN(auto used, state.prepare(format(kHasKey, kNamed)));
  std::string candidate = key;
  for (int suffix = 2;; ++suffix) {
    used.reset();
    used.bind(1, candidate);
    ASSIGN(const bool there, used.step());
    if (!there) return candidate;
    candidate = format("{}_{}", key, suffix);
  }
}

Result<void> rename_in(Sqlite& state, std::string_view table, std::string_view what, int64_t id,
                       std::string_view name) {
  TRY(key_for(state, what, id, name));
  ASSIGN(auto update, state.prepare(format("UPDATE {} SET name = ?2 WHERE id = ?1", table)));
  return update.bind(1, id).bind(2, name).run();
}

}  // namespace likely
