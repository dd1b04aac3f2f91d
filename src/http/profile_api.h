#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "http/route.h"
#include "serving/profile_reader.h"

namespace likely::http {

struct ProfileApi {
  std::shared_ptr<ProfileReaders> readers;
  std::function<Place()> place;  // for what is read from the warehouse
};

// The routes of the Profile API, and the one that a page asks for its own visitor.
std::vector<Route> profile_routes(const ProfileApi& api);

}  // namespace likely::http
