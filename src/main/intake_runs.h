#pragma once

#include <string>

#include "base/json.h"
#include "base/progress.h"
#include "main/wiring.h"

namespace likely {

// Runs that bring something in: an upload of events, one of items, the made-up store.
Result<std::string> run_import(const Services& services, const Json& arguments, Progress& progress);
Result<std::string> run_items(const Services& services, const Json& arguments, Progress& progress);
Result<std::string> run_demo(const Services& services, const PlaceOf& place, const Json& arguments,
                             Progress& progress);

}  // namespace likely
