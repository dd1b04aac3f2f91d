#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/interactions.h"
#include "domain/refresh_rule.h"
#include "store/sqlite.h"

namespace likely {

// An audience: what it is about, and what came of it. Without its members.
struct AudienceRecord {
  int64_t id = 0;
  std::string key, name, status;  // status: computing, live, failed
  std::string column, value;
  uint32_t top_ppm = 0;  // the size rule
  std::optional<uint64_t> size_rule;
  std::optional<double> min_probability;
  bool known_only = false;
  std::vector<std::string> goals;
  int horizon_days = 30;
  std::string model;  // the one that filled it
  TimeUs as_of = 0, created = 0, refreshed = 0;
  uint64_t eligible = 0, asked = 0, size = 0;
  double expected = 0;
  uint64_t low = 0, high = 0;
  double least_likely = 0;
  std::string evidence, assumed;
  RefreshRule refresh;
};

struct AudienceMember {
  ProfileNumber profile = 0;
  uint64_t rank = 0;  // from 1
  float probability = 0;
  int percentile = 0;
};

// The audiences of a data folder, in state.sqlite. Borrows the connection; one thread at a time.
class AudienceStore {
 public:
  explicit AudienceStore(Sqlite& state) : state_(state) {}

  // A key for a new audience of that name; see store/profile_keys.h.
  Result<std::string> free_key(std::string_view name);
  // Inserts (id 0) or replaces the audience with its members, all or nothing. Returns its id.
  // scored_before: of a live one, what scored_before_reading() said (store/scored_events.h).
  // kNotFound: it was deleted meanwhile.
  Result<int64_t> put(const AudienceRecord& record, std::span<const AudienceMember> members,
                      std::optional<int64_t> scored_before = {});
  // By name, key or public id; kNotFound lists the names there are.
  Result<AudienceRecord> find(std::string_view name);
  Result<std::vector<AudienceRecord>> list();
  // The best `limit` members behind a rank, in their order. Ranks may have gaps.
  Result<std::vector<AudienceMember>> members(int64_t id, uint64_t after_rank = 0,
                                              uint64_t limit = UINT64_MAX);
  // Members go, the key stays taken.
  Result<void> remove(int64_t id);

 private:
  Sqlite& state_;
};

// After an UPDATE of a living one: kNotFound when it changed nothing.
Result<void> require_still_there(Sqlite& state, std::string_view what, std::string_view name);

}  // namespace likely
