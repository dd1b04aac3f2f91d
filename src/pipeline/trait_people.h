#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/trait.h"

namespace likely {

// One value of a person's list, and what the item feed says of it.
struct ListedValue {
  std::string value;
  float probability = 0;
  std::vector<std::string> reasons;  // when asked for
  ItemCard item;
};

// A person with the list that a trait has for them, or would have.
struct ListedPerson {
  ProfileNames names;
  // False: no interaction yet, or no user_id when only known people are asked.
  bool eligible = true;
  std::vector<ListedValue> values;  // best first
};

// What a trait would be for some people: made by the function that fills it. Keeps nothing.
struct TraitPreview {
  std::vector<ListedPerson> people;
  uint64_t values = 0;           // of the column
  uint64_t excluded_values = 0;  // by exclude_where
  ModelSummary model;
};
// people: ids such as "user_id:42"; none: `limit` of those who did something last. kNotFound names
// an id that nobody has.
Result<TraitPreview> preview_trait(const Place& place, const TraitQuery& query,
                                   const std::vector<std::string>& people, size_t limit);

struct TraitPeoplePage {
  int64_t below = 0;  // where the page begins, as an earlier one said; 0: with the newest people
  size_t limit = 50;
  bool reasons = false;  // by the model that serves now
};
struct TraitPeople {
  std::vector<ListedPerson> people;
  std::optional<int64_t> next;
};
// The lists as they are kept, of the newest people first.
Result<TraitPeople> trait_people(const Place& place, const std::string& name,
                                 const TraitPeoplePage& page);

}  // namespace likely
