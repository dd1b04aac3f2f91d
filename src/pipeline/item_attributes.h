#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/interactions.h"
#include "models/model.h"
#include "traits/condition.h"

namespace likely {

// Which values of a column the conditions leave: true per code of the model's column. A value is
// left out when every condition of one list holds for it (the lists are joined by OR, the
// conditions of one list by AND).
//
// The attributes of a value: of the column itself the value (a band's lower bound); of another
// column what the item feed says of a product, else what its latest interaction before now with
// that attribute says. kUnknown: an unmapped column; kUsage: another column for a column of bands.
Result<std::vector<bool>> allowed_values(const Interactions& data, TimeUs now,
                                         const ColumnModel& column,
                                         std::span<const std::vector<Condition>> lists);

}  // namespace likely
