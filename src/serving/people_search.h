#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/event.h"
#include "store/profile_ids.h"
#include "store/space.h"

namespace likely {

struct FoundPerson {
  ProfileNames names;
  ExternalId found;  // by which id; profile_id: by that, or as one of the newest
};
// Where the next page begins: behind this id, or below this number.
struct PeopleCursor {
  ExternalId after;
  int64_t below = 0;
};
struct PeopleQuery {
  // The beginning of an id: "user_id:4", "ann" (of any type), "prf_0". Empty: the newest people.
  std::string search;
  std::optional<PeopleCursor> cursor;
  size_t limit = 50;
};
struct FoundPeople {
  std::vector<FoundPerson> people;
  std::optional<PeopleCursor> next;
};
// By the ids' types and values. A person who has several such ids is found by each.
Result<FoundPeople> search_people(Space& space, const PeopleQuery& query);

}  // namespace likely
