#pragma once

#include <cstdint>
#include <string>

namespace likely {

// Who a made-up person says they are; a pure function of seed and number. Nobody real: addresses
// end in names reserved for examples.
struct Person {
  std::string name;
  std::string email;
  std::string city;
};
Person make_person(uint64_t seed, uint64_t number);
std::string user_id(uint64_t number);  // "u100042"

// The anonymous id that a device of theirs carries until its cookies are cleared.
std::string anonymous_id(uint64_t seed, uint64_t number, uint8_t device, uint16_t cookie);

}  // namespace likely
