#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/hash.h"
#include "base/result.h"
#include "domain/event.h"
#include "store/place.h"

namespace likely {

struct ProfileTimes {
  std::optional<TimeUs> first, last;  // of the events
};

// One event as the Profile API shows it; body: a JSON object.
struct ShownEvent {
  TimeUs at = 0;
  EventKind kind = EventKind::kTrack;
  std::string name, body;
  Hash128 id;
};
// Where the next page of events begins: behind this one, in the order of the pages.
struct EventCursor {
  TimeUs at = 0;
  Hash128 id;
};

// Which of a person's events.
struct EventsWanted {
  TimeUs since = 0;             // from it on
  std::optional<TimeUs> until;  // before it
  bool oldest_first = false;
  std::optional<EventCursor> after;
  size_t limit = 10;
  std::optional<EventKind> kind = {};
  std::optional<std::string> name = {};
  std::vector<std::string> include = {};  // only events of these names; empty: of all
  std::vector<std::string> exclude = {};
};

// A person's events, newest first unless told otherwise; and when the first and last of all were.
// From the warehouse.
Result<std::vector<ShownEvent>> recent_events(Space& space, std::string_view id,
                                              const EventsWanted& wanted);
Result<ProfileTimes> profile_times(Space& space, std::string_view id);

}  // namespace likely
