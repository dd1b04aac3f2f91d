#include "traits/exclusion.h"

#include <charconv>

#include "base/format.h"

namespace likely {
namespace {

constexpr std::string_view kPurchased = "purchased";
constexpr uint32_t kMaxDays = 36'500;

std::optional<uint32_t> parse_whole(std::string_view text) {
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

std::vector<size_t> rules_named(std::string_view name, std::span<const Interactions::Rule> rules) {
  std::vector<size_t> named;
  for (size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].event == name) named.push_back(i);
  }
  if (!named.empty() || name != kPurchased) return named;
  for (size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].goal && !rules[i].removes) named.push_back(i);
  }
  return named;
}

std::string list_of(std::span<const Interactions::Rule> rules) {
  std::string list;
  for (const auto& rule : rules) list += format("{}{}", list.empty() ? "" : ", ", rule.event);
  return list;
}

std::unexpected<Error> no_such_event(std::string_view name,
                                     std::span<const Interactions::Rule> rules) {
  return fail_field(
      ErrorCode::kUnknown, "exclude",
      format("{}: no such mapped event; choose purchased or one of: {}", name, list_of(rules)));
}

}  // namespace

Result<PastExclusion> parse_past_exclusion(std::string_view text,
                                           std::span<const Interactions::Rule> rules, TimeUs now) {
  if (auto named = rules_named(text, rules); !named.empty()) return PastExclusion{named, kEver};
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return no_such_event(text, rules);
  }
  auto named = rules_named(text.substr(0, colon), rules);
  if (named.empty()) {
    return no_such_event(text.substr(0, colon), rules);
  }
  const auto days = parse_whole(text.substr(colon + 1));
  if (!days || *days == 0 || *days > kMaxDays) {
    return fail_field(ErrorCode::kUsage, "exclude",
                      format("{}: the part after the colon is a whole number of days from 1 to {}, "
                             "for example purchased:90",
                             text, kMaxDays));
  }
  return PastExclusion{std::move(named), now - static_cast<TimeUs>(*days) * kDayUs};
}

Result<int> parse_trait_count(std::string_view text) {
  const auto count = parse_whole(text);
  if (!count || *count < 1 || *count > kMaxTraitCount) {
    return fail_field(ErrorCode::kUsage, "count",
                      format("{} is not a number of values from 1 to {}; 5 to 10 are usual", text,
                             kMaxTraitCount));
  }
  return static_cast<int>(*count);
}

}  // namespace likely
