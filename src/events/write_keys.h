#pragma once

#include <string>

namespace likely {

// Writes asterisks over the write keys in a text, that is over what stands behind the name
// "writeKey": JSON stays JSON, of the same length.
void mask_write_keys(std::string& text);

}  // namespace likely
