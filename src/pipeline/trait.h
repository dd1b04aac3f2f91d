#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "pipeline/audience.h"
#include "pipeline/loaded_model.h"
#include "store/item_cards.h"
#include "store/place.h"
#include "store/trait_store.h"

namespace likely {

// Which values a trait recommends: the likeliest `count` of one column.
struct TraitQuery {
  std::string column;
  std::string count = "10";                // 1 to 50, as typed
  std::vector<std::string> exclude;        // "purchased:90", "Product Viewed"
  std::vector<std::string> exclude_where;  // "Price > 100", "Brand = Acme"
  bool known_only = false;
  std::string refresh = "snapshot";  // create: snapshot, live or a schedule
  ModelChoice model;
};

struct CreatedTrait {
  TraitRecord record;
  uint64_t excluded_values = 0;  // by exclude_where
  ModelSummary model;
};

// Computes the list of every profile with history, stores them, returns.
Result<CreatedTrait> create_trait(const Place& place, const std::string& name,
                                  const TraitQuery& query, Progress& progress);
Result<CreatedTrait> refresh_trait(const Place& place, const std::string& name, Progress& progress);
Result<std::vector<TraitRecord>> list_traits(const Place& place);
// Whether pages may read the lists of their own visitors (sql/state/public_traits.sql).
Result<void> publish_trait(const Place& place, const std::string& name, bool is_public);
Result<TraitRecord> delete_trait(const Place& place, const std::string& name);

// One recommended value of one profile.
struct Recommended {
  std::string value;
  float probability = 0;
  std::vector<std::string> reasons;
};

// How many people a value is recommended to, and what the item feed says of it.
struct FrequentValue {
  std::string value;
  uint64_t profiles = 0;
  ItemCard item;
};

struct ShownTrait {
  TraitRecord record;
  std::vector<FrequentValue> frequent;  // the most frequent ones
  // Of one profile, when asked for.
  ProfileNames names;
  std::vector<Recommended> list;
};
// profile: "user_id:42", or empty. kNotFound when nobody has the id; a profile without a list (no
// history) has an empty one.
Result<ShownTrait> show_trait(const Place& place, const std::string& name,
                              const std::string& profile);

// profile_id, user_id, anonymous_id, email, <key>: a JSON array of values, best first.
Result<ExportReport> export_trait(const Place& place, const ExportOptions& options,
                                  Progress& progress);

}  // namespace likely
