#pragma once

#include <string>

#include "base/json.h"
#include "base/progress.h"
#include "main/wiring.h"

namespace likely {

// Runs that write the file of an audience or a trait among the uploads, from where it is taken
// away, until the sweep: arguments {kind: key, "format", "reasons"}, result {kind, "rows", "name",
// "format", "file"}.
Result<std::string> run_audience_export(const Services& services, const PlaceOf& place,
                                        const Json& arguments, Progress& progress);
Result<std::string> run_trait_export(const Services& services, const PlaceOf& place,
                                     const Json& arguments, Progress& progress);

}  // namespace likely
