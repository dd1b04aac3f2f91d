#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "store/integrity.h"
#include "store/place.h"

namespace likely {

// What was found in a data folder, one check after another.
struct Verification {
  std::vector<Check> checks;
  bool ok() const;
};

// Looks at everything in a data folder: checksums of models and state, every block of the
// warehouse, counts, ids that point nowhere, the mapping and its tables, what was left behind.
// Changes nothing. Errors: kNotFound (no data folder), kUnavailable (in use); a folder that cannot
// be opened for another reason is a failed check.
Result<Verification> verify_folder(const Place& place, Progress& progress);

}  // namespace likely
