#pragma once

#include <memory>

#include "models/model_data.h"
#include "models/scorer.h"

namespace likely {

// The face of one column of a model; `data` must outlive it.
std::unique_ptr<ColumnModel> make_column_model(const ModelData& data, size_t column);

// Finds what a typed text means in a column: a known value, a band of numbers, or a stranger with
// what may be assumed of it.
Target find_target(const ModelData& data, size_t column, std::string_view text);

// Reasons of one pair: the log-odds that each group of features is worth, put in words.
std::vector<Reason> explain(const ModelData& data, size_t column, size_t profile,
                            const Target& target, size_t count);

}  // namespace likely
