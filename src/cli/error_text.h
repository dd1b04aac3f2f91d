#pragma once

#include <string>

#include "base/result.h"

namespace likely::cli {

// The error as a command says it: the field it is about by its flag, "--min-probability: 7 is …",
// and which command comes next. data: the folder it was looked for in.
std::string error_text(const Error& error, const std::string& data = "");

}  // namespace likely::cli
