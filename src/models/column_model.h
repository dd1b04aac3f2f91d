#pragma once

#include <memory>

#include "models/model_data.h"
#include "models/scorer.h"

namespace likely {

// The code of a value by its exact bytes (of a band: by its name), or kNoValue.
uint32_t find_code(const ColumnData& column, std::string_view text);

// Finds what a typed text means in a column: a known value, a band of numbers, or a stranger with
// what may be assumed of it.
Target find_target(const ModelData& data, size_t column, std::string_view text);

// Reasons of one pair: the log-odds that each group of features is worth, put in words. state: that
// of the profile, learned.state or another one with its values.
std::vector<Reason> explain(const ModelData& learned, const State& state, size_t column,
                            size_t profile, const Target& target, size_t count);

}  // namespace likely
