#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace likely {

// How large an audience may become. Always a maximum: it is never padded with the unlikely.
struct SizeRule {
  uint32_t top_ppm = 200'000;             // share of the eligible, in millionths; without `count`
  std::optional<uint64_t> count;          // a number of people; wins over top_ppm
  std::optional<double> min_probability;  // replaces "not below the eligible average"
};

// A size rule as typed: every part may be missing.
struct SizeRequest {
  std::string top;              // "20%"
  std::string size;             // "1000"
  std::string min_probability;  // "0.05" or "5%"
};

// Errors are kUsage and say what a right one looks like. With only a minimum probability the whole
// eligible population may become members; with nothing at all the top 20 %.
Result<SizeRule> parse_size_rule(const SizeRequest& request);

// "20%" → 200'000 millionths; above 0 %, at most 100 %.
Result<uint32_t> parse_share(std::string_view text);

// The size that the rule asks for among `eligible` profiles: a share is rounded up.
uint64_t asked_size(const SizeRule& rule, uint64_t eligible);

// The rule in words and in a form that is stored: "20%", "1000"; the inverse of parsing.
std::string size_text(const SizeRule& rule);

}  // namespace likely
