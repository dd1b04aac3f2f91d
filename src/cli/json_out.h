#pragma once

#include "base/json.h"
#include "cli/context.h"

namespace likely::cli {

// Writes the one JSON document of a command to stdout. Bytes that are no UTF-8 (values are exact
// bytes) become U+FFFD. Heavy header: for .cc files only.
inline void print_json(const Context& context, const Json& document) {
  context.out(document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace likely::cli
