#pragma once

#include <memory>

#include "base/result.h"
#include "intake/source.h"
#include "store/input_stream.h"

namespace likely {

// Tracking calls, one a line.
Result<std::unique_ptr<RowSource>> open_ndjson_source(InputStream stream,
                                                      const SourceOptions& options);

// Rows under a header; the delimiter is told from it.
Result<std::unique_ptr<RowSource>> open_csv_source(InputStream stream,
                                                   const SourceOptions& options);

}  // namespace likely
