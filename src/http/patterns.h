#pragma once

namespace likely::http {

// Forms of texts, as api/openapi.yaml has them between ^ and $ (openapi_test compares them). What
// fits is always understood by whoever reads the text.

// snapshot, live, or a schedule: hourly, "every 6 hours", or cron's five fields. A cron field is *,
// */N, or numbers with commas; hours and weekdays may be a range. Days past the 28th go with all
// months only, so that every schedule comes.
inline constexpr const char* kRefreshPattern =
    R"((snapshot|live|hourly|daily|weekly|every [1-9][0-9]{0,3} ?(m|min|minutes?|h|hour)"
    R"(s?|d|days?|w|weeks?)|every (minute|hour|day|week)|(\*(/[1-9][0-9]?)?|[1-5]?[0-9])"
    R"((,[1-5]?[0-9]){0,9}) (\*(/[1-9][0-9]?)?|(1?[0-9]|2[0-3])(,(1?[0-9]|2[0-3])){0,9})"
    R"(|[0-9]-(1[0-9]|2[0-3])|1[0-9]-2[0-3]) ((\*(/[1-9][0-9]?)?|([1-9]|[12][0-9]|3[01])"
    R"()(,([1-9]|[12][0-9]|3[01])){0,9}) \*(/[1-9][0-9]?)?|(\*(/[1-9][0-9]?)?|([1-9]|1[)"
    R"(0-9]|2[0-8])(,([1-9]|1[0-9]|2[0-8])){0,9}) ([1-9]|1[0-2])(,([1-9]|1[0-2])){0,9}))"
    R"( (\*|[0-7](,[0-7]){0,6}|[0-5]-6|0-[1-5]|1-[2-5]|2-[3-5]|3-[45]|4-5)))";

// "20%", "0.5%"
inline constexpr const char* kSharePattern =
    R"((100|[1-9][0-9]?(\.[0-9]{1,4})?|0\.0{0,3}[1-9][0-9]{0,3})%)";

}  // namespace likely::http
