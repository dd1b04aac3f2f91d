#include "audiences/size_rule.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/format.h"

namespace likely {
namespace {

constexpr uint32_t kWhole = 1'000'000;

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

Result<uint64_t> parse_count(std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0) {
    return fail_field(ErrorCode::kUsage, "size",
                      format("{} is not a number of people; give a whole number of at least 1, "
                             "for example 1000, or a share of the people instead",
                             text));
  }
  return value;
}

Result<double> parse_probability(std::string_view text) {
  const bool percent = text.ends_with('%');
  auto value = parse_number(percent ? text.substr(0, text.size() - 1) : text);
  if (value && percent) *value /= 100;
  if (!value || *value < 0 || *value > 1) {
    return fail_field(ErrorCode::kUsage, "min_probability",
                      format("{} is not a probability; give a number from 0 to 1, for example "
                             "0.05, or a share such as 5%",
                             text));
  }
  return *value;
}

}  // namespace

Result<uint32_t> parse_share(std::string_view text) {
  const double value =
      text.ends_with('%') ? parse_number(text.substr(0, text.size() - 1)).value_or(0) : 0;
  if (const auto bare = parse_number(text); bare && *bare > 0 && *bare <= 100) {
    return fail_field(ErrorCode::kUsage, "top",
                      format("{0} has no % sign; write {0}% for that share of the eligible people, "
                             "or give a number of people as the size",
                             text));
  }
  if (value > 100 || std::llround(value * (kWhole / 100)) < 1) {
    return fail_field(ErrorCode::kUsage, "top",
                      format("{} is not a share of the eligible people; give more than 0 % and at "
                             "most 100 %, for example 20%, or a number of people as the size",
                             text));
  }
  return static_cast<uint32_t>(std::llround(value * (kWhole / 100)));
}

Result<SizeRule> parse_size_rule(const SizeRequest& request) {
  if (!request.top.empty() && !request.size.empty()) {
    return fail_field(ErrorCode::kUsage, "size",
                      "a share of the people is given too (top); give one of the two");
  }
  SizeRule rule;
  if (!request.min_probability.empty()) {
    ASSIGN(rule.min_probability, parse_probability(request.min_probability));
    rule.top_ppm = kWhole;
  }
  if (!request.top.empty()) {
    ASSIGN(rule.top_ppm, parse_share(request.top));
  }
  if (!request.size.empty()) {
    ASSIGN(rule.count, parse_count(request.size));
  }
  return rule;
}

uint64_t asked_size(const SizeRule& rule, uint64_t eligible) {
  if (rule.count) return *rule.count;
  const uint64_t whole = eligible / kWhole * rule.top_ppm;
  return whole + (eligible % kWhole * rule.top_ppm + kWhole - 1) / kWhole;
}

std::string size_text(const SizeRule& rule) {
  if (rule.count) return format("{}", *rule.count);
  return format("{}%", rule.top_ppm / 10'000.0);
}

}  // namespace likely
