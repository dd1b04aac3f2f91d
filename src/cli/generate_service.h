#pragma once

#include <functional>

#include "pipeline/generate.h"

namespace likely::cli {

struct GenerateService {
  std::function<Result<GenerateResult>(const GenerateOptions&, Progress&)> generate;
};

}  // namespace likely::cli
