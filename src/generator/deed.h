#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "base/clock.h"
#include "generator/seasons.h"

namespace likely {

enum class Act : uint8_t {
  kPage,
  kIdentify,
  kSearched,
  kViewed,
  kWished,
  kAdded,
  kRemoved,
  kOrdered,
  kRefunded,  // the store
  kRead,
  kLiked,
  kFinished,  // the content site
};

// One thing somebody did, small enough to sort by the million.
struct Deed {
  TimeUs at;
  uint64_t person;
  uint32_t subject;  // product, article, category of a search; orders: their first order line
  uint32_t order;    // which order of that person; orders and refunds
  uint16_t ordinal;  // counts the deeds of a person
  uint16_t count;    // order lines; otherwise the quantity
  uint16_t cookie;   // which anonymous id of the device
  uint8_t device;
  Act act;
  bool known;  // the call carries the user id
};

struct OrderLine {
  uint32_t product;
  uint32_t quantity;
};

// The days of the history, computed once.
struct Almanac {
  TimeUs first_day = 0;
  std::vector<CalendarDay> days;
};

// The order of the file: by time; deeds of one person at one time in their own order.
inline bool earlier(const Deed& a, const Deed& b) {
  return std::tie(a.at, a.person, a.ordinal) < std::tie(b.at, b.person, b.ordinal);
}

}  // namespace likely
