#pragma once

// JSON documents of ours: small ones, written and read (nlohmann/json). Heavy: include it in .cc
// files only. For reading events fast use base/json_view.h.
#include <nlohmann/json.hpp>

namespace likely {
using Json = nlohmann::ordered_json;
}
