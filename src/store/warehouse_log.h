#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace likely {

// The log beside the warehouse (DuckDB's write-ahead log, version 2: entries of size, checksum,
// bytes; a mark ends each commit, which is flushed before the next one begins).
//
// A power cut can leave zeros where the last, never flushed commit was to stand. DuckDB takes that
// for damage. It is none as long as no commit stands behind it: then the log is cut off where the
// last whole commit ends.

// Where the last whole commit ends, if what follows was never flushed and DuckDB would refuse it.
// Nothing: the log is right, or really damaged, or of another version.
std::optional<uint64_t> torn_from(std::string_view log);

// Cuts the log of a warehouse off where it is torn. REQUIRES: nobody has the warehouse open.
Result<void> mend_torn_log(const std::string& warehouse);

}  // namespace likely
