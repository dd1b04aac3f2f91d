#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "serving/person_events.h"

namespace likely::http {

// Where a page of a person's events begins, as text: "<at>-<id, 16 hex digits>-<16 more>". `field`:
// the parameter that it came in.
Result<std::optional<EventCursor>> event_cursor(std::optional<std::string_view> text,
                                                const char* field);
std::string cursor_text(const ShownEvent& event);

}  // namespace likely::http
