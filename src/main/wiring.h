#pragma once

#include <functional>
#include <map>
#include <string>

#include "pipeline/run_queue.h"
#include "services/services.h"
#include "store/place.h"

namespace likely {

// Says where to work, when a service is called.
using PlaceOf = std::function<Place()>;

// Binds every service to floor 3.
Services wire(const PlaceOf& place);

// A folder that this process is alone in, complete: what a server that was cut off had accepted is
// brought in first.
Result<std::unique_ptr<Space>> open_alone(const Place& place, Access access);

// One for each group of services, in its own file.
void wire_care(const PlaceOf& place, Services& services);
void wire_catalog(const PlaceOf& place, Services& services);
void wire_generate(Services& services);
void wire_intake(Services& services, const PlaceOf& place);
void wire_learning(Services& services, const PlaceOf& place);

// What each kind of run does. `services` must outlive the jobs.
std::map<std::string, Job> wire_jobs(const Services& services, const PlaceOf& place);

}  // namespace likely
