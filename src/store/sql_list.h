#pragma once

#include <string>

#include "base/format.h"

namespace likely {

// Numbers as they stand in IN (…): "1, 2", and NULL for none, which nothing equals.
template <typename Numbers>
std::string sql_list(const Numbers& numbers) {
  std::string list;
  for (const auto number : numbers) list += format("{}{}", list.empty() ? "" : ", ", number);
  return list.empty() ? "NULL" : list;
}

}  // namespace likely
