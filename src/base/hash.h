#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace likely {

struct Hash128 {
  uint64_t hi = 0;
  uint64_t lo = 0;
  auto operator<=>(const Hash128&) const = default;
};

// XXH3 of the bytes: the same on every machine, not cryptographic.
uint64_t hash64(std::string_view bytes, uint64_t seed = 0);
Hash128 hash128(std::string_view bytes, uint64_t seed = 0);

// A well mixed 64-bit function of two integers (splitmix64), for deterministic sampling.
constexpr uint64_t mix64(uint64_t a, uint64_t b = 0) {
  uint64_t z = a + 0x9e3779b97f4a7c15ULL * (b + 1);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}  // namespace likely
