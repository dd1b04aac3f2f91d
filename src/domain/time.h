#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace likely {

// Reads ISO 8601 ("2017-03-01", "2017-03-01T10:00:00.123Z", "2017-03-01 10:00:00 UTC",
// "+02:00" offsets; no zone means UTC) or an epoch number (seconds, or milliseconds when its
// magnitude is above 10^11). Nothing when it is neither, or no such date.
std::optional<TimeUs> parse_time(std::string_view text);

// Reads `text` by a strptime format such as "%d/%m/%Y %H:%M"; no zone means UTC. Nothing unless the
// format fits the whole text.
std::optional<TimeUs> parse_time(std::string_view text, const std::string& time_format);

// "2017-03-01T10:00:00Z", with milliseconds only when they are not zero.
std::string format_time(TimeUs at);

// "2017-03-01".
std::string format_date(TimeUs at);

}  // namespace likely
