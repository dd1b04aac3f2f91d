#pragma once

#include <string>

#include "http/profile_page.h"
#include "serving/person_events.h"

namespace likely::http {

// A person's events of the last 14 days, as the Profile API shows them. Parameters: include,
// exclude (names, by commas), start, end, sort.
Result<std::string> events_answer(const Place& place, const std::string& id, const Page& page,
                                  const Request& request);

}  // namespace likely::http
