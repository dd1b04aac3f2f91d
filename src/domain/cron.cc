#include "domain/cron.h"

#include <charconv>
#include <chrono>
#include <vector>

namespace likely {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<int> whole(std::string_view text) {
  if (text.empty()) return {};
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.front() == '-') return {};
  return number;
}

// Sets what one field names; false when it is not of the form.
template <size_t size>
bool read_field(std::string_view field, int low, int high, std::bitset<size>& set) {
  for (const std::string_view part : split(field, ',')) {
    const auto stepped = split(part, '/');
    if (stepped.size() > 2) return false;
    const auto step = stepped.size() == 2 ? whole(stepped[1]) : 1;
    int from = low, to = high;
    if (stepped[0] != "*") {
      const auto range = split(stepped[0], '-');
      if (range.size() > 2) return false;
      const auto first = whole(range[0]), last = whole(range.back());
      if (!first || !last) return false;
      from = *first;
      to = stepped.size() == 2 && range.size() == 1 ? high : *last;
    }
    if (!step || *step < 1 || from < low || to > high || from > to) return false;
    for (int at = from; at <= to; at += *step) set.set(static_cast<size_t>(at));
  }
  return true;
}

}  // namespace

std::optional<Cron> Cron::parse(std::string_view text) {
  std::vector<std::string_view> fields;
  for (const std::string_view field : split(text, ' ')) {
    if (!field.empty()) fields.push_back(field);
  }
  Cron cron;
  if (fields.size() != 5 || !read_field(fields[0], 0, 59, cron.minutes_) ||
      !read_field(fields[1], 0, 23, cron.hours_) || !read_field(fields[2], 1, 31, cron.days_) ||
      !read_field(fields[3], 1, 12, cron.months_) || !read_field(fields[4], 0, 7, cron.weekdays_)) {
    return {};
  }
  cron.any_day_ = fields[2].starts_with('*');
  cron.any_weekday_ = fields[4].starts_with('*');
  if (cron.weekdays_[7]) cron.weekdays_.set(0);
  // Every date there is comes within twelve years, also around 2100: 31 February never does.
  if (cron.next(0) == 0) return {};
  return cron;
}

bool Cron::day_fits(int day, int month, int weekday) const {
  if (!months_[static_cast<size_t>(month)]) return false;
  const bool day_named = days_[static_cast<size_t>(day)];
  const bool weekday_named = weekdays_[static_cast<size_t>(weekday)];
  return any_day_ || any_weekday_ ? day_named && weekday_named : day_named || weekday_named;
}

TimeUs Cron::next(TimeUs at) const {
  constexpr TimeUs kMinuteUs = 60 * kSecondUs;
  constexpr int kDays = 366 * 12;
  const TimeUs first = (at / kMinuteUs + 1) * kMinuteUs;
  const int64_t first_day = first / kDayUs;
  for (int64_t number = first_day; number < first_day + kDays; ++number) {
    const sys_days date{days{number}};
    const std::chrono::year_month_day ymd{date};
    if (!day_fits(static_cast<int>(static_cast<unsigned>(ymd.day())),
                  static_cast<int>(static_cast<unsigned>(ymd.month())),
                  static_cast<int>(std::chrono::weekday{date}.c_encoding()))) {
      continue;
    }
    for (int minute = 0; minute < 24 * 60; ++minute) {
      const TimeUs time = number * kDayUs + minute * kMinuteUs;
      if (time >= first && hours_[static_cast<size_t>(minute / 60)] &&
          minutes_[static_cast<size_t>(minute % 60)]) {
        return time;
      }
    }
  }
  return 0;
}

}  // namespace likely
