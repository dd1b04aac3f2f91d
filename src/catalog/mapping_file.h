#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/mapping_text.h"
#include "domain/mapping.h"

namespace likely {

inline constexpr size_t kMaxInteractions = 10;
inline constexpr size_t kFewInteractions = 3;  // recommended: 3 to 7
inline constexpr size_t kManyInteractions = 7;

// Reads a mapping from TOML, or from JSON of the same shape (a text that begins with `{`).
// Errors (kUsage) say where: `name`, the line when it is TOML, and the field.
Result<Mapping> read_mapping(std::string_view text, std::string_view name);

// The columns of the rules: Product first, then in order of first mention; those in `types` with
// that type, Price a number and all others text.
std::vector<ColumnDefinition> columns_of(const std::vector<InteractionRule>& rules,
                                         const std::vector<ColumnDefinition>& types);

}  // namespace likely
