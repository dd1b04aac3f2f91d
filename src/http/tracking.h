#pragma once

#include <vector>

#include "http/route.h"
#include "services/tracking.h"

namespace likely::http {

// The Tracking API: POST /v1/{identify,track,page,screen,group,alias,batch,import} and their first
// letters, and the settings that browsers ask for first. A body is checked for being JSON within
// the limits, then handed on, its write key masked; 200 when `service` says that it is on disk.
// What is refused is handed on too, for its discard; then 400.
std::vector<Route> tracking_routes(TrackingService service);

}  // namespace likely::http
