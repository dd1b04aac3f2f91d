#include "generator/people.h"

#include <string_view>

#include "base/format.h"
#include "base/hash.h"

namespace likely {

namespace {

constexpr std::string_view kFirst[] = {
    "Ada",   "Ben",    "Carla", "Dmitri", "Elif",  "Femi",  "Greta", "Hugo",  "Ines",  "Jonas",
    "Kavya", "Liam",   "Mina",  "Noor",   "Olga",  "Pablo", "Quinn", "Rosa",  "Samir", "Tilda",
    "Uma",   "Viktor", "Wanda", "Xenia",  "Yusuf", "Zoe",   "Agnes", "Bruno", "Chloe", "Emil",
};
constexpr std::string_view kLast[] = {
    "Abbott", "Berg",   "Costa",  "Dahl",    "Evans",  "Fischer", "Garcia", "Haddad",
    "Ivanov", "Jensen", "Kaur",   "Laurent", "Moreau", "Novak",   "Okafor", "Petrov",
    "Quist",  "Rossi",  "Sato",   "Tanaka",  "Ueda",   "Varga",   "Weber",  "Yilmaz",
    "Zhang",  "Archer", "Brandt", "Chen",    "Doyle",  "Ekman",
};
constexpr std::string_view kCities[] = {
    "Leeds", "Utrecht", "Malmö", "Porto", "Ghent", "Graz", "Cork", "Łódź", "Tartu", "Lyon",
};
// Valid, and a trial for whoever forgets to quote or to escape.
constexpr std::string_view kAwkward[] = {
    "Zoë \"Zee\" O'Connor, Jr.", "李小龍",   "Renée 🖊️ D’Arcy", "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>", "Mr. Null", "  spaced  out  ",         "Ş. Öztürk; DROP TABLE",
};

template <size_t N>
std::string_view one_of(const std::string_view (&list)[N], uint64_t bits) {
  return list[bits % N];
}

}  // namespace

Person make_person(uint64_t seed, uint64_t number) {
  const uint64_t bits = mix64(seed ^ 0x9e0, number);
  const std::string_view first = one_of(kFirst, bits);
  const std::string_view last = one_of(kLast, bits >> 16);
  Person person;
  person.name = number % 997 == 3 ? std::string(one_of(kAwkward, number / 997))
                                  : format("{} {}", first, last);
  person.email =
      format("{}.{}{}@{}", first, last, number, bits >> 40 & 1 ? "example.com" : "mail.example");
  for (char& c : person.email) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  person.city = one_of(kCities, bits >> 32);
  return person;
}

std::string user_id(uint64_t number) { return format("u{}", 100'000 + number); }

std::string anonymous_id(uint64_t seed, uint64_t number, uint8_t device, uint16_t cookie) {
  const uint64_t high = mix64(mix64(seed, number), 1000u * device + cookie);
  const uint64_t low = mix64(high, number);
  return format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xffff,
                high & 0xfff, 0x8000 | (low >> 48 & 0x3fff), low & 0xffffffffffff);
}

}  // namespace likely
