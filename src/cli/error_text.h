#pragma once

#include <string>

#include "base/result.h"

namespace likely::cli {

// The error as a command says it: the field it is about by its flag, "--min-probability: 7 is …".
std::string error_text(const Error& error);

}  // namespace likely::cli
