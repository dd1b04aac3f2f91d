#pragma once

#include <memory>

#include "base/result.h"
#include "intake/source.h"

namespace likely {

// A Parquet file of flat rows. Numbers become JSON numbers, nested values JSON, NaN and infinities
// nothing; strings stay as they are.
Result<std::unique_ptr<RowSource>> open_parquet_source(Space& space, const SourceOptions& options);

}  // namespace likely
