#include "serving/people_search.h"

#include <algorithm>

namespace likely {

namespace {

constexpr std::string_view kProfileId = "profile_id";

// One id of somebody who was found.
struct Hit {
  ExternalId id;
  ProfileNumber number = 0;
};

Result<std::vector<std::string>> types_of_ids(Sqlite& state) {
  std::vector<std::string> types;
  ASSIGN(auto next, state.prepare("SELECT min(type) FROM external_ids WHERE type > ?1"));
  while (true) {
    const std::string last = types.empty() ? "" : types.back();
    next.reset();
    next.bind(1, std::string_view(last));
    ASSIGN(const bool any, next.step());
    if (!any || next.is_null(0)) return types;
    types.emplace_back(next.text(0));
  }
}

// The ids of one type that begin so, behind `after`.
Result<void> find_ids(Sqlite& state, const std::string& type, const std::string& beginning,
                      const std::string& after, size_t limit, std::vector<Hit>& hits) {
  ASSIGN(
      auto select,
      state.prepare("SELECT value, profile FROM external_ids WHERE type = ?1 AND value >= ?2 AND "
                    "value < ?3 AND value > ?4 ORDER BY value LIMIT ?5"));
  const std::string end = beginning + '\xff';  // no text holds that byte
  select.bind(1, std::string_view(type)).bind(2, std::string_view(beginning));
  select.bind(3, std::string_view(end)).bind(4, std::string_view(after));
  select.bind(5, static_cast<int64_t>(limit - hits.size()));
  return select.each_row([&](SqliteStatement& row) {
    hits.push_back({{type, std::string(row.text(0))}, static_cast<ProfileNumber>(row.integer(1))});
  });
}

Result<std::vector<Hit>> find_by_ids(Sqlite& state, const PeopleQuery& query, size_t limit) {
  const size_t colon = query.search.find(':');
  const std::string only = colon == std::string::npos ? "" : query.search.substr(0, colon);
  ASSIGN(const auto types, types_of_ids(state));
  const bool of_type = std::ranges::find(types, only) != types.end();
  const std::string beginning = of_type ? query.search.substr(colon + 1) : query.search;
  const ExternalId after = query.cursor ? query.cursor->after : ExternalId{};
  std::vector<Hit> hits;
  for (const std::string& type : types) {
    if ((of_type && type != only) || type < after.type || hits.size() == limit) continue;
    TRY(find_ids(state, type, beginning, type == after.type ? after.value : "", limit, hits));
  }
  return hits;
}

// Those whose profile_id begins so, or all: the newest first.
Result<std::vector<Hit>> find_profiles(Sqlite& state, const PeopleQuery& query, size_t limit) {
  ASSIGN(auto select,
         state.prepare("SELECT number, public_id FROM profiles WHERE number < ?1 AND public_id >= "
                       "?2 AND public_id < ?3 AND number NOT IN (SELECT number FROM merges) ORDER "
                       "BY number DESC LIMIT ?4"));
  const bool is_first = !query.cursor || query.cursor->below <= 0;
  const std::string end = query.search + '\xff';
  select.bind(1, is_first ? INT64_MAX : query.cursor->below);
  select.bind(2, std::string_view(query.search)).bind(3, std::string_view(end));
  select.bind(4, static_cast<int64_t>(limit));
  std::vector<Hit> hits;
  TRY(select.each_row([&](SqliteStatement& row) {
    hits.push_back({{std::string(kProfileId), std::string(row.text(1))},
                    static_cast<ProfileNumber>(row.integer(0))});
  }));
  return hits;
}

}  // namespace

Result<FoundPeople> search_people(Space& space, const PeopleQuery& query) {
  Sqlite& state = space.state();
  const bool by_profile = query.search.empty() || query.search.starts_with("prf_");
  ASSIGN(auto hits, by_profile ? find_profiles(state, query, query.limit + 1)
                               : find_by_ids(state, query, query.limit + 1));
  FoundPeople found;
  if (hits.size() > query.limit) {
    hits.resize(query.limit);
    const Hit& last = hits.back();
    found.next = by_profile ? PeopleCursor{.below = last.number} : PeopleCursor{.after = last.id};
  }
  std::vector<ProfileNumber> numbers;
  for (const Hit& hit : hits) numbers.push_back(hit.number);
  std::vector<ProfileNumber> distinct = numbers;  // names are asked for once a person
  std::ranges::sort(distinct);
  const auto twice = std::ranges::unique(distinct);
  distinct.erase(twice.begin(), twice.end());
  ASSIGN(const auto names, profile_names(state, distinct));
  for (Hit& hit : hits) {
    const auto at = std::ranges::lower_bound(distinct, hit.number) - distinct.begin();
    found.people.push_back({names[static_cast<size_t>(at)], std::move(hit.id)});
  }
  return found;
}

}  // namespace likely
