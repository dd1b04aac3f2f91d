#pragma once

#include <memory>

#include "http/route.h"
#include "serving/profile_reader.h"

namespace likely::http {

// What a page asks for its own visitor, with nothing but a write key.
Route browser_route(std::shared_ptr<ProfileReaders> readers);

}  // namespace likely::http
