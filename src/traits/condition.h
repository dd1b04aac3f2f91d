#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace likely {

// One condition on a column: `Price > 100`, `"Product Name" = 'Pen, blue'`.
struct Condition {
  enum class Operator { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };
  std::string column;
  Operator op = Operator::kEqual;
  std::string value;
  std::optional<double> number;  // the value as a number, when it is one

  bool operator==(const Condition&) const = default;
};

// Reads conditions joined by AND: `Column op value`, ops = != < <= > >=. A column may hold spaces;
// columns and values may stand in '…' or "…" (a quote inside is doubled). The order operators need
// a number. Errors are kUsage.
Result<std::vector<Condition>> parse_conditions(std::string_view text);

// Whether an attribute satisfies the condition. A missing attribute satisfies none, not even !=.
// Numbers are compared as numbers (100 = 100.0); a text satisfies = and != by its exact bytes, and
// the order operators only when it reads as a number.
bool holds(const Condition& condition, std::string_view text);
bool holds(const Condition& condition, double number);  // NaN: missing

}  // namespace likely
