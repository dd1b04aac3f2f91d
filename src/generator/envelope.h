#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace likely {

// The common fields of a call up to its specific part: {"type":…,"messageId":…,"timestamp":…,
// "sentAt":…,"userId":…,"anonymousId":…; an id that is empty is left out.
struct Envelope {
  std::string_view type;
  uint64_t seed;
  uint64_t person;
  uint16_t ordinal;
  TimeUs at;
  std::string_view user_id;
  std::string_view anonymous_id;
};
void append_envelope(std::string& out, const Envelope& envelope);

// ,"traits":{…}: email, name and city of that person.
void append_traits(std::string& out, uint64_t seed, uint64_t number);
// ,"context":{…}: the device of the call.
void append_device(std::string& out, uint8_t device);

}  // namespace likely
