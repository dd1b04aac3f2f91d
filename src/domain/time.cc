#include "domain/time.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <ctime>

#include "base/format.h"

namespace likely {

namespace {

// Reads up to `width` digits (at least one) and moves past them.
std::optional<int> take_digits(std::string_view& text, size_t width) {
  size_t count = 0;
  int value = 0;
  while (count < width && count < text.size() && text[count] >= '0' && text[count] <= '9') {
    value = value * 10 + (text[count++] - '0');
  }
  if (count == 0) return std::nullopt;
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<TimeUs> parse_epoch(std::string_view text) {
  double value;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  const double seconds = std::abs(value) > 1e11 ? value / 1000 : value;
  if (std::abs(seconds) > 253402300799.0) return std::nullopt;  // the end of year 9999
  return static_cast<TimeUs>(std::llround(seconds * 1e6));
}

// Whether it is written as a date or a time of day, not as one number.
bool has_parts(std::string_view text) {
  bool found = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == 'e' || c == 'E') return false;
    found |= i > 0 && (c == '-' || c == '/' || c == 'T' || c == ':');
  }
  return found;
}

// The offset from UTC in seconds of "Z", "UTC", "+02:00", "-0530", "+02" or nothing.
std::optional<int> parse_zone(std::string_view text) {
  while (take(text, ' ')) {
  }
  if (text.empty() || text == "Z" || text == "z" || text == "UTC" || text == "GMT") return 0;
  const int sign = text.front() == '-' ? -1 : 1;
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  const auto hours = take_digits(text, 2);
  take(text, ':');
  const auto minutes = text.empty() ? std::optional<int>(0) : take_digits(text, 2);
  if (!hours || !minutes || *hours > 15 || *minutes > 59 || !text.empty()) return std::nullopt;
  return sign * (*hours * 3600 + *minutes * 60);
}

}  // namespace

std::optional<TimeUs> parse_time(std::string_view text) {
  while (take(text, ' ')) {
  }
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (!has_parts(text)) return parse_epoch(text);
  const size_t length = text.size();
  const auto year = take_digits(text, 4);
  if (!year || length - text.size() != 4) return std::nullopt;
  const char separator = text.empty() ? '-' : text.front();
  if (separator != '-' && separator != '/') return std::nullopt;
  take(text, separator);
  const auto month = take_digits(text, 2);
  if (!month || !take(text, separator)) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  TimeUs at = static_cast<TimeUs>(std::chrono::sys_days(date).time_since_epoch().count()) * kDayUs;
  if (text.empty()) return at;
  if (!take(text, 'T') && !take(text, 't') && !take(text, ' ')) return std::nullopt;
  if (text.empty() || text.front() < '0' || text.front() > '9') {
    const auto zone = parse_zone(text);
    return zone ? std::optional(at - *zone * kSecondUs) : std::nullopt;
  }
  const auto hour = take_digits(text, 2);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  std::optional<int> second = 0;
  if (take(text, ':')) second = take_digits(text, 2);
  if (!minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  at += (*hour * 3600 + *minute * 60 + *second) * kSecondUs;
  if (take(text, '.') || take(text, ',')) {
    TimeUs unit = kSecondUs / 10;
    size_t digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
      at += (text.front() - '0') * unit;
      unit /= 10;
      text.remove_prefix(1);
      ++digits;
    }
    if (digits == 0) return std::nullopt;
  }
  const auto zone = parse_zone(text);
  return zone ? std::optional(at - *zone * kSecondUs) : std::nullopt;
}

std::optional<TimeUs> parse_time(std::string_view text, const std::string& time_format) {
  const std::string copy(text);
  std::tm parts{};
  parts.tm_mday = 1;
  const char* end = strptime(copy.c_str(), time_format.c_str(), &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  const long offset = parts.tm_gmtoff;  // timegm clears it
  const int day = parts.tm_mday, month = parts.tm_mon;
  const std::time_t seconds = timegm(&parts);
  if (parts.tm_mday != day || parts.tm_mon != month) return std::nullopt;  // no such date
  return (static_cast<TimeUs>(seconds) - offset) * kSecondUs;
}

std::string format_date(TimeUs at) {
  const auto days = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(at)));
  const std::chrono::year_month_day date(days);
  return format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string format_time(TimeUs at) {
  TimeUs within = at % kDayUs;
  if (within < 0) within += kDayUs;
  const TimeUs seconds = within / kSecondUs;
  const TimeUs millis = within % kSecondUs / 1000;
  std::string text = format("{}T{:02}:{:02}:{:02}", format_date(at), seconds / 3600,
                            seconds / 60 % 60, seconds % 60);
  if (millis != 0) text += format(".{:03}", millis);
  return text + "Z";
}

}  // namespace likely
