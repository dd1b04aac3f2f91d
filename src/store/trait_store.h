#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/interactions.h"
#include "domain/refresh_rule.h"
#include "store/sqlite.h"

namespace likely {

// A recommended items trait: how its lists are made. Without the lists.
struct TraitRecord {
  int64_t id = 0;
  std::string key, name, status;  // status: computing, live, failed
  std::string column;
  int count = 10;
  std::vector<std::string> exclude;        // past exclusions as typed
  std::vector<std::string> exclude_where;  // column conditions as typed
  bool known_only = false;
  std::vector<std::string> goals;
  int horizon_days = 30;
  std::string model;
  TimeUs as_of = 0, created = 0, refreshed = 0;
  uint64_t profiles = 0;   // lists
  RefreshRule refresh;     // without a line
  bool is_public = false;  // pages may read it of their own visitors; see publish()
};

// One entry of a list: a value by its number, and its probability.
struct TraitEntry {
  uint32_t code = 0;
  float probability = 0;
  bool operator==(const TraitEntry&) const = default;
};

// One profile's list, best first.
struct TraitList {
  ProfileNumber profile = 0;
  std::vector<TraitEntry> entries;
};

// A list as it is stored.
std::string list_blob(const std::vector<TraitEntry>& entries);

// The traits of a data folder, in state.sqlite. Borrows the connection; one thread at a time.
class TraitStore {
 public:
  explicit TraitStore(Sqlite& state) : state_(state) {}

  // As AudienceStore::free_key.
  Result<std::string> free_key(std::string_view name);
  // Inserts (id 0) or replaces the trait with its lists, all or nothing: `next` fills the next
  // list and returns false at the end. All lists are made before anything is written, so that
  // others write meanwhile. value_of: the text of a code; those that occur are kept. scored_before:
  // as AudienceStore::put. Returns the trait's id. kNotFound: it was deleted meanwhile.
  Result<int64_t> put(TraitRecord record,
                      const std::function<std::string_view(uint32_t code)>& value_of,
                      const std::function<Result<bool>(TraitList& list)>& next,
                      std::optional<int64_t> scored_before = {});
  // By name, key or public id; kNotFound lists the names there are.
  Result<TraitRecord> find(std::string_view name);
  Result<std::vector<TraitRecord>> list();
  // Visits the lists by rising profile number; stops at the first error.
  Result<void> each_list(int64_t id, const std::function<Result<void>(const TraitList&)>& visit);
  // The lists of the profiles with the highest numbers below `below`, the highest first.
  Result<std::vector<TraitList>> lists_below(int64_t id, int64_t below, size_t limit);
  // One profile's list; without entries when it has none.
  Result<TraitList> list_of(int64_t id, ProfileNumber profile);
  // The same; nothing when it has none.
  Result<std::optional<TraitList>> find_list(int64_t id, ProfileNumber profile);
  Result<std::map<uint32_t, std::string>> values(int64_t id);
  // Whether pages may read its lists.
  Result<void> publish(int64_t id, bool is_public);
  // Lists go, the key stays taken.
  Result<void> remove(int64_t id);

 private:
  Result<int64_t> put_record(const TraitRecord& record);
  Result<void> put_values(int64_t id, const std::set<uint32_t>& codes,
                          const std::function<std::string_view(uint32_t code)>& value_of);
  Sqlite& state_;
};

}  // namespace likely
