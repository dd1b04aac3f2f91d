#pragma once

#include <string>
#include <string_view>

#include "domain/mapping.h"

namespace likely {

// The mapping as TOML / as JSON that read_mapping() reads to the same mapping.
std::string write_mapping_toml(const Mapping& mapping);
std::string write_mapping_json(const Mapping& mapping);

// A TOML basic string: quoted and escaped.
std::string toml_text(std::string_view text);

}  // namespace likely
