#pragma once

#include <bitset>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace likely {

// When something is done again and again, in UTC: "minute hour day month weekday", each `*`, a
// number, a range `1-5`, steps `*/15`, or a list of these; weekday 0 and 7 are Sunday. With both
// day and weekday restricted, either is enough.
class Cron {
 public:
  // Nothing when the text is not of that form, or names no day that ever comes.
  static std::optional<Cron> parse(std::string_view text);
  // The first such minute after `at`.
  TimeUs next(TimeUs at) const;

 private:
  bool day_fits(int day, int month, int weekday) const;
  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;
  std::bitset<13> months_;
  std::bitset<8> weekdays_;
  bool any_day_ = false, any_weekday_ = false;
};

}  // namespace likely
