#include "domain/schedule.h"

#include <charconv>
#include <chrono>
#include <optional>
#include <vector>

#include "base/format.h"

namespace likely {

namespace {

constexpr int64_t kLongestDays = 8 * 366;  // until a 29 February comes, also past a century
constexpr int64_t kMostUnits = 10'000;
constexpr TimeUs kMinuteUs = 60 * kSecondUs;
constexpr TimeUs kHourUs = 60 * kMinuteUs;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  for (const auto word : split(text, ' ')) {
    if (!word.empty()) found.push_back(word);
  }
  return found;
}

std::optional<int64_t> number(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::optional<TimeUs> unit_of(std::string_view word) {
  if (word == "m" || word == "min" || word == "minute" || word == "minutes") return kMinuteUs;
  if (word == "h" || word == "hour" || word == "hours") return kHourUs;
  if (word == "d" || word == "day" || word == "days") return kDayUs;
  if (word == "w" || word == "week" || word == "weeks") return 7 * kDayUs;
  return std::nullopt;
}

// "every 6 hours", "6h", "daily"
std::optional<TimeUs> length_of(std::string_view text) {
  if (text == "hourly") return kHourUs;
  if (text == "daily") return kDayUs;
  if (text == "weekly") return 7 * kDayUs;
  auto parts = words(text);
  if (!parts.empty() && parts.front() == "every") parts.erase(parts.begin());
  if (parts.empty() || parts.size() > 2) return std::nullopt;
  std::string_view count = parts[0], unit = parts.back();
  if (parts.size() == 1) {
    const size_t digits = std::min(count.find_first_not_of("0123456789"), count.size());
    unit = count.substr(digits);
    count = count.substr(0, digits);
  }
  const auto units = count.empty() ? 1 : number(count);
  const auto length = unit_of(unit);
  if (!units || !length || *units < 1 || *units > kMostUnits) return std::nullopt;
  return *units * *length;
}

// The numbers of one field as bits: "*", "5", "1-5", "*/15", "10-40/10", "1,3,5".
std::optional<uint64_t> bits_of(std::string_view field, int64_t low, int64_t high) {
  uint64_t bits = 0;
  for (const auto part : split(field, ',')) {
    const size_t slash = part.find('/');
    const std::string_view range = part.substr(0, slash);
    const auto step = slash == std::string_view::npos ? 1 : number(part.substr(slash + 1));
    const size_t dash = range.find('-');
    auto from = range == "*" ? low : number(range.substr(0, dash));
    auto to = range == "*" ? high : from;
    if (dash != std::string_view::npos) {
      to = number(range.substr(dash + 1));
    } else if (slash != std::string_view::npos) {
      to = high;  // "5/15": from 5 on
    }
    if (!from || !to || !step || *step < 1 || *from < low || *to > high || *to < *from) {
      return std::nullopt;
    }
    for (int64_t n = *from; n <= *to; n += *step) bits |= uint64_t{1} << n;
  }
  return bits;
}

bool has(uint64_t bits, int64_t n) { return (bits >> n & 1) != 0; }

int64_t day_of(TimeUs at) { return at >= 0 ? at / kDayUs : (at - kDayUs + 1) / kDayUs; }

}  // namespace

Result<Schedule> Schedule::parse(std::string_view text) {
  Schedule schedule;
  if (const auto length = length_of(text)) {
    schedule.every_ = *length;
    return schedule;
  }
  const auto refuse = [&](std::string_view why) {
    return fail(ErrorCode::kUsage,
                format("the schedule \"{}\" {}; write it like \"every 6 hours\", daily, or as cron "
                       "does in UTC: minute hour day month weekday, \"0 3 * * *\" for every night "
                       "at three",
                       text, why));
  };
  const auto fields = words(text);
  if (fields.size() != 5) return refuse("is neither a length nor five fields");
  struct Field {
    uint64_t Schedule::*bits;
    int64_t low, high;
    std::string_view name;
  };
  const Field known[] = {{&Schedule::minutes_, 0, 59, "minute"},
                         {&Schedule::hours_, 0, 23, "hour"},
                         {&Schedule::days_, 1, 31, "day of the month"},
                         {&Schedule::months_, 1, 12, "month"},
                         {&Schedule::weekdays_, 0, 7, "day of the week"}};
  for (size_t i = 0; i < fields.size(); ++i) {
    const auto bits = bits_of(fields[i], known[i].low, known[i].high);
    if (!bits) {
      return refuse(format("has no {} from {} to {} in \"{}\"", known[i].name, known[i].low,
                           known[i].high, fields[i]));
    }
    schedule.*known[i].bits = *bits;
  }
  schedule.any_day_ = fields[2] == "*";
  schedule.any_weekday_ = fields[4] == "*";
  if (has(schedule.weekdays_, 7)) schedule.weekdays_ |= 1;
  if (schedule.next_time(0) == 0) return refuse("never comes");
  return schedule;
}

bool Schedule::day_fits(int64_t day) const {
  const std::chrono::sys_days date{std::chrono::days(day)};
  const std::chrono::year_month_day parts{date};
  if (!has(months_, static_cast<unsigned>(parts.month()))) return false;
  const bool in_month = has(days_, static_cast<unsigned>(parts.day()));
  const bool in_week = has(weekdays_, std::chrono::weekday(date).c_encoding());
  if (any_day_) return in_week;
  if (any_weekday_) return in_month;
  return in_month || in_week;
}

TimeUs Schedule::next_of_fields(TimeUs after) const {
  const int64_t first = day_of(after);
  for (int64_t day = first; day <= first + kLongestDays; ++day) {
    if (!day_fits(day)) continue;
    for (int64_t minute = 0; minute < 24 * 60; ++minute) {
      const TimeUs at = day * kDayUs + minute * kMinuteUs;
      if (at > after && has(hours_, minute / 60) && has(minutes_, minute % 60)) return at;
    }
  }
  return 0;
}

TimeUs Schedule::next_time(TimeUs after) const {
  if (every_ == 0) return next_of_fields(after);
  const TimeUs periods = after >= 0 ? after / every_ : (after - every_ + 1) / every_;
  return (periods + 1) * every_;
}

}  // namespace likely
